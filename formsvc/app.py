"""The web application, put together from named steps."""

from __future__ import annotations

from flask import Flask, g

from formsvc.keys import load_keys
from formsvc.settings import Settings
from formsvc.web.access import guard_access
from formsvc.web.account.views import account
from formsvc.web.address import PublicAddress
from formsvc.web.coordinator.views import coordinator
from formsvc.web.errors import explain_errors
from formsvc.web.failures import QuietFlask
from formsvc.web.headers import send_headers
from formsvc.web.limits import limit_requests
from formsvc.web.look import draw_frame
from formsvc.web.mentee.autosave import autosave
from formsvc.web.mentee.views import mentee
from formsvc.web.mentor.views import mentor
from formsvc.web.public.evaluation import evaluation
from formsvc.web.public.views import public
from formsvc.web.same_origin import refuse_foreign_forms
from formsvc.web.session import keep_sessions
from formsvc.workflows.services import Services

AUDIENCES = (public, evaluation, account, mentee, autosave, mentor, coordinator)


def create_app(settings: Settings, services: Services) -> Flask:
    """Return the application. The steps that look at requests run in this order before each one."""
    app = QuietFlask("formsvc.web")
    send_headers(app, settings)
    hand_over(app, services)
    limit_requests(app, settings, account, public, evaluation)
    keep_sessions(app, settings, load_keys(settings.keys_file, settings.data_dir).cookies)
    refuse_foreign_forms(app, settings, evaluation)
    guard_access(app)
    explain_errors(app)
    draw_frame(app, services.programme)
    for audience in AUDIENCES:
        app.register_blueprint(audience)
    app.wsgi_app = PublicAddress(app.wsgi_app, settings.base_url)  # type: ignore[method-assign]  # Flask's way
    return app


def hand_over(app: Flask, services: Services) -> None:
    """Give every request the services it may use."""

    def give() -> None:
        g.services = services

    app.before_request(give)
