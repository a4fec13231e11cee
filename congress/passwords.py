"""What a password must be, in the office's words (口令): Django's own Chinese has gaps, and says 密码."""

from django.contrib.auth import password_validation


class NotLikeTheUser(password_validation.UserAttributeSimilarityValidator):
    """Not like the account's name or mail."""

    def get_error_message(self) -> str:
        """Django puts in the field that it resembles."""
        return "口令与您的%(verbose_name)s太相似，请换一个。"

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return "不能与账号、邮箱相似。"


class NotCommon(password_validation.CommonPasswordValidator):
    """Not one of the twenty thousand that are tried first."""

    def get_error_message(self) -> str:
        """Shown when it is."""
        return "这个口令太常见，容易被猜中，请换一个。"

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return "不能是常见的口令。"


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    """Not a telephone number, nor a date of birth."""

    def get_error_message(self) -> str:
        """Shown when it is."""
        return "口令不能全是数字，请加上字母。"

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return "不能全是数字。"


class LongEnough(password_validation.MinimumLengthValidator):
    """Of a minimum length, in characters."""

    def get_error_message(self) -> str:
        """Shown when it is shorter."""
        return f"口令太短，至少要{self.min_length}个字符。"

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return f"至少{self.min_length}个字符。"
