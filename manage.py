#!/usr/bin/env python3
"""The command line of the system: `manage.py help` lists what it can do."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("尚未安装所需程序包，请先运行 scripts/run。")
    execute_from_command_line(sys.argv)
