"""An invented programme on this machine, for `make demo`: nothing else imports it, no setting turns it on."""
