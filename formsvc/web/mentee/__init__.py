"""The mentee's own pages: home, the questionnaire, the check and what was sent."""
