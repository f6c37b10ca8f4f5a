"""What is said of places and slips."""

from django.utils.translation import gettext_lazy as _l

KIND_NAMES = {
    "file": _l("文件夹"), "webdav": _l("WebDAV"), "sftp": _l("SFTP"), "s3": _l("S3 存储"),
    "mail": _l("电子邮件"),
}  # fmt: skip
REASON_NAMES = {
    "setting": _l("设置有误"),
    "missing": _l("文件夹不在"),
    "unreachable": _l("连不上"),
    "time": _l("没有及时应答"),
    "certificate": _l("证书不可信"),
    "password": _l("用户名或密码不对"),
    "refused": _l("对方拒收"),
    "program": _l("没有安装 sftp"),
}
