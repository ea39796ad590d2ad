"""What a check-up finds: complaints, each a known kind of problem with this office's values."""

from dataclasses import dataclass, field

from handlers.desk_texts import Language, Sentence
from handlers.doctor_texts import Diagnosis

Value = str | int | Sentence


@dataclass(frozen=True, slots=True)
class Complaint:
    """One problem found; a value may itself be a sentence, spoken in the same language."""

    diagnosis: Diagnosis
    values: dict[str, Value] = field(default_factory=dict)

    def problem(self, language: Language) -> str:
        """What is wrong."""
        return self._in(self.diagnosis.problem, language)

    def advice(self, language: Language) -> str:
        """What to do about it."""
        return self._in(self.diagnosis.advice, language)

    def _in(self, sentence: Sentence, language: Language) -> str:
        plain = {k: v for k, v in self.values.items() if not isinstance(v, Sentence)}
        spoken = {
            k: v.in_(language, **plain) for k, v in self.values.items() if isinstance(v, Sentence)
        }
        return sentence.in_(language, **(plain | spoken))


def complaint(diagnosis: Diagnosis, **values: Value) -> Complaint:
    """A complaint with its values."""
    return Complaint(diagnosis, values)
