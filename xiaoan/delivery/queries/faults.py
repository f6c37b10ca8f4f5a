"""Faults of settings and addresses as sentences that say how to mend them."""

from django.utils.translation import gettext_lazy as _

FAULTS = {
    "empty": _("渠道要开通,这里必须填。请填写,或先不开通。"),
    "pair": _("用户名和密码要么都填,要么都不填。请补上。"),
    "text": _("太长,或有不能保存的字符。请删短或删去。"),
    "endpoint": _("不是完整的网址。请写成 https://主机/路径,不要带用户名。"),
    "https": _("网址要以 https:// 开头。请向对方要加密的地址。"),
    "port": _("端口是 1 到 65535 的整数。请核对,不知道的不填。"),
    "security": _("请选一种加密方式。"),
    "number": _("这里只能是数字。请到对方的管理页面抄下编号。"),
    "host": _("服务器写主机名或 IP 地址,不带 https:// 和路径。请修改。"),
    "email_shape": _("不是电子邮件地址。请写成 name@school.cn 这样。"),
    "sms_shape": _("不是手机号。请写 11 位手机号;境外号码前写国家或地区代码,如 +852。"),
    "wecom_shape": _("企业微信账号是字母、数字和 . _ - @,最多 64 个。请到“我的名片”里核对。"),
    "wechat_shape": _("这不是公众号给的编号。请在公众号里重新绑定。"),
    "webhook_shape": _("校园网账号最多 64 个字母、数字或 . _ - @。请核对。"),
    "rate": _("每分钟条数是 1 到 60000 的整数;群机器人最多 20。请修改。"),
    "quiet": _("免打扰的开始和结束都要填;写成一样的时间表示不设。请补上。"),
    "address": _("系统的网址还没有设置,消息里的链接打不开。请运维设置 XIAOAN_ADDRESS 后再开通。"),
    "unsure": _("请选不确定发没发出时怎么办。"),
}  # fmt: skip
