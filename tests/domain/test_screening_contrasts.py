"""One sentence, changed as little as can be: of a patient it is pointed at, of work it isn't.

Each pair holds a piece of the language: agents and what is done to patients, the present tense of habits,
whose body it is, what a place or a date is about. The words were written for the rules, so they guard
them and measure nothing; the labelled sets do that.
"""

from __future__ import annotations

import pytest

from formsvc.domain.screening import screen

PAIRS = [
    ("Mr Hale told me he had lost two stone.", "Mr Hale told me to slow down."),
    ("Mr Hale asked whether he would walk again.", "Mr Hale asks about anatomy."),
    ("Mr Hale's wound broke down.", "Mr Hale's list broke down."),
    ("Mr Hale bled overnight.", "Mr Hale saw the patient who bled overnight."),
    ("Mr Hale, bed 4, for theatre.", "Mr Hale, my consultant, is in theatre."),
    ("I apologised to Mr Hale for the leak in his bowel.", "Mr Hale apologised to me for shouting."),
    ("I rang Mr Hale with his histology.", "I rang Mr Hale with the results."),
    ("The complaint from Mr Hale was fair.", "The feedback from Mr Hale was fair."),
    ("Mr Hale was lovely about being cancelled.", "Mr Hale was lovely about my exam."),
    ("Miss Hale came in at 3am with a leak.", "Miss Hale came in at 3am to help with the leak."),
    ("Miss Hale presented with an abscess.", "Miss Hale presented my audit."),
    ("Consented Ms Hale for a hernia.", "Operated with Ms Hale on a hernia."),
    ("I told Mr Hale that his cancer was back.", "I told Mr Hale that the patient had died."),
    ("Mr Hale desaturated on induction.", "Mr Hale was kind on induction day."),
    ("Mr Hale c/o chest pain.", "Discussed chest pain with Mr Hale."),
    ("Dr Hale, a retired GP, had his AAA repaired.", "Dr Hale, a GP, had his list cancelled."),
    ("Edith, who had the Hartmann's, waved.", "Edith, who is a CT2, waved."),
    ("Bilal's mum hugged me.", "My mum hugged me."),
    ("The Abernethy family wrote to us.", "The Lynch family clinic was busy."),
    ("Gordon's hernia recurred.", "Richter's hernia has bowel in it."),
    ("Nkechi died on the table.", "Nkechi and I share the on call room."),
    ("A.K.'s stoma prolapsed.", "The SHO's stoma clinic was cancelled."),
    ("JS, 54, came in with a rupture.", "CT, 54 slices, came in the same year."),
    ("wee Callum with the torsion", "wee hours with the take"),
    ("MRS HALE BLED AND NO ONE TOLD ME", "MR HALE IS MY CONSULTANT AND IS KIND"),
    ("The patinet Joan Fry needed a stoma.", "The patinet needed a stoma."),
    ("Si\u00e2n's appendix burst.", "Si\u00e2n, our scrub nurse, was brilliant."),
    ("Ward 7 lady, post op day 2, septic.", "Ward 7 is short of staff."),
    ("Bed 9 has a broken hip.", "Bed 9 has a broken brake."),
    ("The abscess in Bd 8 had spiked.", "The kettle in Bay 4 is broken."),
    ("Leaked on 13/4 and went back to theatre.", "Teaching on 13/4 and audit after."),
    ("12 May: lap chole, bile leak.", "12 May: ARCP."),
    ("The amputation was on Fri 13/2.", "The interview was on Fri 13/2."),
    ("The Hogmanay stabbing died in resus.", "I worked Hogmanay again."),
    ("She was born in 1931 and drives.", "My trainer was born in 1961 and drives."),
    ("a lady in her late nineties", "in the nineties nobody had lists"),
    ("CHI 010152 1234 came from ED.", "CHI squared 3.84 came from the audit."),
    ("I chased bloods for 00456789 all night.", "My GMC number is 7712345."),
    ("I rang 447700900204 and told his wife.", "The rota line is 0161 496 0000."),
    ("His email is joe dot bloggs at gmail dot com.", "He was at home dot to dot."),
    ("Discharged back to Oakfield Nursing Home.", "Discharged to a nursing home."),
    ("LADY FROM 5 TINKERS ROW CAME BACK", "TWELVE NIGHTS IN A ROW AND NO BREAK"),
]


@pytest.mark.parametrize(("of_a_patient", "of_work"), PAIRS)
def test_what_a_patient_meets_with_is_told_from_work(of_a_patient: str, of_work: str) -> None:
    assert screen(of_a_patient) != ()
    assert screen(of_work) == ()
