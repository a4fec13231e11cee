"""What the settings must be before the system may answer anybody."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


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
