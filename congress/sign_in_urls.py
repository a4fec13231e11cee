"""Addresses of signing in and out, and of a user's own password and second factor."""

from django.urls import path

from congress import signing_in

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/code/", signing_in.sign_in_code, name="sign_in_code"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("account/code/", signing_in.set_up_code, name="set_up_code"),
    path("account/password/", signing_in.change_password, name="change_password"),
]
