// Moments as people in Thailand write them: Bangkok time, Buddhist era.

import { language } from "./words.js";

const OFFSET = 7 * 3600 * 1000; // Bangkok has had no other offset since 1920

const DAYS = {
  th: ["วันอาทิตย์", "วันจันทร์", "วันอังคาร", "วันพุธ", "วันพฤหัสบดี", "วันศุกร์", "วันเสาร์"],
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
};
const SHORT_DAYS = {
  th: ["อา.", "จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส."],
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
};
const MONTHS = {
  th: ["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม",
    "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"],
  en: ["January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December"],
};
const SHORT_MONTHS = {
  th: ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.",
    "ธ.ค."],
  en: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
};

/** The fields of a moment on a clock in Bangkok. */
function bangkok(moment) {
  const there = new Date(moment.getTime() + OFFSET);
  return {
    weekday: there.getUTCDay(), day: there.getUTCDate(), month: there.getUTCMonth(),
    year: there.getUTCFullYear() + 543, hour: there.getUTCHours(), minute: there.getUTCMinutes(),
  };
}

const two = (number) => String(number).padStart(2, "0");

export function clockTime(moment) {
  const at = bangkok(moment);
  return language === "th" ? `${two(at.hour)}.${two(at.minute)}` : `${two(at.hour)}:${two(at.minute)}`;
}

export function longDate(moment) {
  const at = bangkok(moment);
  const day = DAYS[language][at.weekday];
  const month = MONTHS[language][at.month];
  return language === "th"
    ? `${day}ที่ ${at.day} ${month} ${at.year} เวลา ${clockTime(moment)} น.`
    : `${day} ${at.day} ${month} B.E. ${at.year}, ${clockTime(moment)}`;
}

export function shortDay(moment) {
  const at = bangkok(moment);
  return `${at.day} ${SHORT_MONTHS[language][at.month]} ${at.year}`;
}

export function shortDate(moment) {
  const unit = language === "th" ? " น." : "";
  return `${shortDay(moment)} ${clockTime(moment)}${unit}`;
}

export function dayLabel(moment) {
  return `${SHORT_DAYS[language][bangkok(moment).weekday]} ${shortDay(moment)}`;
}

/** Which day it is in Bangkok, as a key to compare. */
export function dayOf(moment) {
  return new Date(moment.getTime() + OFFSET).toISOString().slice(0, 10);
}

/** "2022-10-01T09:00" read on a clock in Bangkok; null when it is no moment. */
export function fromField(value) {
  const moment = new Date(`${value}${value.length === 16 ? ":00" : ""}+07:00`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

export function toField(moment) {
  return new Date(moment.getTime() + OFFSET).toISOString().slice(0, 16);
}

/** 08:30 of the first Monday to Friday after `moment`. */
export function nextMorning(moment) {
  const there = new Date(moment.getTime() + OFFSET);
  there.setUTCHours(8, 30, 0, 0);
  while (there.getTime() <= moment.getTime() + OFFSET || [0, 6].includes(there.getUTCDay())) {
    there.setUTCDate(there.getUTCDate() + 1);
  }
  return new Date(there.getTime() - OFFSET);
}
