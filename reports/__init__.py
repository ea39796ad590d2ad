"""Paper: from plan and marks to the report, and from the report to documents."""
