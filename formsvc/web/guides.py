"""Which page of the site explains which screen: every screen links back to its guide."""

from __future__ import annotations

from formsvc.publishing.frame import SiteLink

_WAY = "/take-part/how-it-works/"
_SIGNING_IN = SiteLink(f"{_WAY}#signing-in", "How signing in works")
_JOINING = SiteLink(f"{_WAY}#once-join", "How joining works")
_WRITING = SiteLink("/take-part/for-mentees/", "Writing usefully in twenty minutes")
_LOST = SiteLink("/take-part/questions/#signing-in", "Questions and answers about signing in")
_SETTINGS = SiteLink(f"{_WAY}#settings", "What you can change yourself")
_RECORD = SiteLink("/take-part/questions/#your-record", "Questions and answers about your record")

_LEAVING = SiteLink("/take-part/questions/#stopping", "Questions about pausing and leaving")
_BY_LINK = SiteLink("/take-part/for-mentors/#opened-by-link", "Letters that are opened by link")
_APPLYING = SiteLink("/take-part/apply/", "Applying, and what happens next")
_WATCHING = SiteLink("/run/watch/", "What to look at each week, and what you can't see")
_APART = SiteLink("/run/watch/#if-you-assess-somebody", "If you supervise or assess somebody")
_MATCHING = SiteLink("/run/pair/", "How to pair people")
_RECRUITING = SiteLink("/run/recruit/#when-somebody-applies", "When somebody applies")
_INVITING = SiteLink("/run/recruit/#inviting-people-yourself", "Inviting people yourself")
_ANONYMOUS = SiteLink("/privacy/who-can-see-what/#evaluation", "How it is anonymous, and what remains")
_NUMBERS = SiteLink("/run/evaluate/#small-numbers", "Small numbers, and what not to claim")
_CLOSING = SiteLink("/run/close/#the-end-of-a-year", "The end of a year")
_EVALUATING = SiteLink("/run/evaluate/", "Evaluating honestly")

_MOVING = SiteLink("/take-part/for-mentors/#when-your-address-changes", "When your address changes")
_STUCK = SiteLink(
    "/take-part/questions/#my-questionnaire-doesnt-arrive", "When a questionnaire doesn't arrive"
)
_YES = SiteLink("/take-part/for-mentors/#saying-yes", "What a yes means, and how private your mailbox is")
_PAIRING = SiteLink(f"{_WAY}#your-mentor", "How you and your mentor both say yes")

GUIDES: dict[str, SiteLink] = {
    "public.apply": _APPLYING,
    "public.apply_as": _APPLYING,
    "public.applied": _APPLYING,
    "public.confirm": _APPLYING,
    "account.agreement": SiteLink("/privacy/notice/", "Privacy notice: what is kept, and your rights"),
    "account.authenticator": _JOINING,
    "account.invite_again": _JOINING,
    "account.recovery_codes": _JOINING,
    "account.settings": _SETTINGS,
    "account.devices": _SETTINGS,
    "account.elsewhere": _SETTINGS,
    "account.letter_choices": _SETTINGS,
    "account.own_agreement": SiteLink("/privacy/notice/", "Privacy notice: what is kept, and your rights"),
    "account.calendar": _SETTINGS,
    "account.change_address": _SETTINGS,
    "account.new_address": _SETTINGS,
    "account.address_from_mailbox": _MOVING,
    "account.change_authenticator": _SETTINGS,
    "account.set_up_authenticator": _SETTINGS,
    "account.change_recovery_codes": _SETTINGS,
    "account.sign_in": _SIGNING_IN,
    "account.letter": _LOST,
    "account.link": _SIGNING_IN,
    "account.code": _SIGNING_IN,
    "account.lost_phone": _LOST,
    "account.recovery": _LOST,
    "account.new_authenticator": _JOINING,
    "mentor.letter": SiteLink("/take-part/for-mentors/", "What makes a good reply, and boundaries"),
    "mentor.opening": _BY_LINK,
    "mentor.opening_code": _BY_LINK,
    "mentor.pairing": _YES,
    "mentor.declining": _YES,
    "mentor.standing": SiteLink("/take-part/for-mentors/#when-you-cant", "When you can't"),
    "mentor.new_address": _MOVING,
    "mentor.stepping_back": SiteLink("/take-part/for-mentors/#when-you-cant", "When you can't"),
    "mentee.home": SiteLink("/take-part/questions/", "Questions and answers"),
    "mentee.questionnaire": _WRITING,
    "mentee.two_minutes": _WRITING,
    "mentee.letter_to_be": SiteLink("/privacy/confidentiality/", "What stays confidential, and its limits"),
    "mentee.taken_back": SiteLink(f"{_WAY}#what-your-mentor-does", "What your mentor does now"),
    "mentee.added": SiteLink(f"{_WAY}#what-your-mentor-does", "What your mentor does now"),
    "mentee.section": SiteLink("/take-part/for-mentees/#what-not-to-write", "What not to write"),
    "mentee.check": SiteLink("/privacy/confidentiality/", "What stays confidential, and its limits"),
    "mentee.send": SiteLink("/privacy/confidentiality/", "What stays confidential, and its limits"),
    "mentee.sent": SiteLink(f"{_WAY}#what-your-mentor-does", "What your mentor does now"),
    "mentee.copy": _STUCK,
    "mentee.sent_on": _STUCK,
    "mentee.mentor_address": SiteLink(
        "/take-part/questions/#my-mentors-address-changes", "When your mentor's address changes"
    ),
    "mentee.pairing": _PAIRING,
    "mentee.declining": _PAIRING,
    "mentee.record": _RECORD,
    "mentee.compare": _RECORD,
    "mentee.export_json": _RECORD,
    "mentee.export_html": _RECORD,
    "mentee.taking_part": _LEAVING,
    "mentee.back": _LEAVING,
    "mentee.another_mentor": _LEAVING,
    "mentee.erase_now": _LEAVING,
    "mentee.pause_by_link": _LEAVING,
    "mentee.skip_by_link": _LEAVING,
    "mentee.change_mentor_by_link": _LEAVING,
    "mentee.leave_by_link": _LEAVING,
    "evaluation.questions": _ANONYMOUS,
    "evaluation.thanks": _ANONYMOUS,
    "coordinator.overview": _WATCHING,
    "coordinator.people": _WATCHING,
    "coordinator.people_one": SiteLink("/run/watch/#one-person", "What one person's page shows"),
    "coordinator.people_coordinator": _APART,
    "coordinator.people_address": SiteLink("/run/watch/#a-wrong-address", "Putting a wrong address right"),
    "coordinator.people_apart": _APART,
    "coordinator.people_retire": SiteLink("/run/watch/#taking-somebody-out", "Taking somebody out"),
    "coordinator.people_mentoring": SiteLink("/run/pair/#training-and-load", "Training and load"),
    "coordinator.pairing": _MATCHING,
    "coordinator.pairing_one": _MATCHING,
    "coordinator.applications": _RECRUITING,
    "coordinator.applications_one": _RECRUITING,
    "coordinator.applications_accept": _RECRUITING,
    "coordinator.applications_wait": _RECRUITING,
    "coordinator.applications_decline": _RECRUITING,
    "coordinator.invite": _INVITING,
    "coordinator.invite_list": _INVITING,
    "coordinator.invite_going": _INVITING,
    "coordinator.audit": SiteLink("/privacy/who-can-see-what/", "Who can see what"),
    "coordinator.evaluation": _EVALUATING,
    "coordinator.evaluation_closing": _EVALUATING,
    "coordinator.evaluation_csv": _NUMBERS,
    "coordinator.changeover": SiteLink("/run/close/#changeovers", "Changeovers"),
    "public.changeover": SiteLink("/take-part/questions/#changeovers", "Why we ask"),
    "coordinator.year": _CLOSING,
    "coordinator.year_thanks": _CLOSING,
    "coordinator.year_pairings": _CLOSING,
    "coordinator.year_decided": _CLOSING,
    "coordinator.evaluation_results": _NUMBERS,
}
"""Endpoint to its guide. What has no screen of its own (a redirect, a file) has none."""

ANYWHERE = SiteLink(_WAY, "How the programme works")
"""For pages of no endpoint, such as an address that doesn't exist."""


def guide_of(endpoint: str | None) -> SiteLink:
    """Return the guide of a screen."""
    return GUIDES.get(endpoint or "", ANYWHERE)
