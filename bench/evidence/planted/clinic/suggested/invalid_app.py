from django.contrib.auth.models import User


def test_a_user_has_a_name():
    assert str(User(username="ada")) == "ada"
