"""What the settings must be before the system may answer anybody."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from congress.carriers import FORMATS


@register(Tags.security)
def only_loopback_speaks_plain_http(app_configs, **kwargs):
    """A password over plain http is read by everybody on the way."""
    if settings.SITE_IS_SECURE or settings.SITE_IS_LOCAL:
        return []
    return [
        Error(
            f"访问地址 {settings.SITE_URL} 不是 https，口令和会话会在网上明文传送。",
            hint="请在前面放一台提供 https 的反向代理，并把 SITE_URL 设为 https://…；只有本机（127.0.0.1）可用 http。",
            id="site.E001",
        )
    ]


@register(Tags.security)
def the_demo_stays_at_home(app_configs, **kwargs):
    """Everybody knows the passwords of the demo's accounts."""
    if settings.DEMO and not settings.SITE_IS_LOCAL:
        return [Warning("演示数据（CONGRESS_DEMO=1）的口令是公开的，不要用于正式环境。", id="site.W001")]
    return []


@register(Tags.security)
def people_are_told_apart(app_configs, **kwargs):
    """Behind a proxy that is not named, everybody comes from its address: one stranger shuts out the office."""
    if settings.SITE_IS_SECURE and not settings.TRUSTED_PROXIES:
        return [
            Warning(
                "没有设 TRUSTED_PROXIES：所有人在系统看来来自同一个地址，一个外人连续输错口令，就会使全体不能登录。",
                hint="请把反向代理的地址写入 TRUSTED_PROXIES（同一台机器为 127.0.0.1）；见运维手册第四节。",
                id="site.W002",
            )
        ]
    return []


@register(Tags.security)
def the_webhook_is_a_web_address(app_configs, **kwargs):
    """Anything but http(s) would make the worker open local files."""
    if not settings.WEBHOOK_URL:
        return []
    found = []
    if not settings.WEBHOOK_URL.startswith(("https://", "http://")):
        found.append(Error("WEBHOOK_URL 必须以 https:// 或 http:// 开头。", id="site.E002"))
    if settings.WEBHOOK_FORMAT not in FORMATS:
        known = "、".join(FORMATS)
        found.append(Error(f"WEBHOOK_FORMAT 只能是 {known} 之一。", id="site.E003"))
    return found
