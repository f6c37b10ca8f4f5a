"""Codes of delivery in words."""

from django.utils.translation import gettext_lazy as _

CHANNEL_NAMES = {
    "email": _("电子邮件"),
    "sms_aliyun": _("短信(阿里云)"),
    "sms_tencent": _("短信(腾讯云)"),
    "wecom": _("企业微信应用消息"),
    "wecom_bot": _("企业微信群机器人"),
    "dingtalk_bot": _("钉钉群机器人"),
    "feishu_bot": _("飞书群机器人"),
    "wechat": _("微信公众号模板消息"),
    "webhook": _("校园网接口"),
}
STATE_NAMES = {
    "queued": _("排队"),
    "held": _("等到时间再发"),
    "sent": _("正在发"),
    "accepted": _("对方已接收"),
    "delivered": _("已送达"),
    "read": _("已读"),
    "acknowledged": _("已确认"),
    "failed": _("失败"),
    "expired": _("过期未发"),
    "unknown": _("不明"),
    "cancelled": _("已取消"),
}
REASON_NAMES = {
    "": "",
    "no_address": _("没有这个渠道的地址"),
    "no_group": _("班级、年级和学校都没有登记群机器人"),
    "channel_off": _("渠道没有开通"),
    "opted_out": _("本人选择不从这里接收"),
    "group_gone": _("群机器人已停用"),
    "unreachable": _("连不上对方"),
    "timeout": _("对方没有按时回答"),
    "cut": _("发出后连接断开,不知道对方收没收到"),
    "died": _("发送中程序中断,不知道对方收没收到"),
    "busy": _("对方忙,稍后再试"),
    "limit": _("超过对方的频率限制"),
    "person_limit": _("超过对方对同一号码的频率限制"),
    "bounced": _("退信"),
    "recipient": _("对方说这个地址不存在或不能接收"),
    "blocked": _("收件人拒收"),
    "content": _("对方不接受内容、签名或模板"),
    "credentials": _("密钥或签名不对"),
    "balance": _("账户余额不足"),
    "settings": _("渠道设置有误"),
    "host": _("地址不在允许范围内"),
    "redirect": _("对方要求转到别的地址,没有跟随"),
    "certificate": _("对方的证书不可信"),
    "answer": _("对方的回答看不懂"),
    "refused": _("对方拒绝"),
    "tries": _("多次重试仍未成功"),
    "settled": _("本人已在别处确认"),
    "recalled": _("发送人撤回"),
    "expired": _("超过有效期"),
    "receipt": _("对方回执"),
    "decided_resend": _("有人决定再发一次"),
    "decided_leave": _("有人决定不再发"),
}
FIELD_NAMES = {
    "endpoint": _("接口地址"),
    "host": _("服务器"),
    "port": _("端口"),
    "security": _("加密方式"),
    "user": _("用户名"),
    "password": _("密码"),
    "sender": _("发件地址"),
    "access_key": _("AccessKey 编号(ID)"),
    "secret": _("密钥"),
    "sign_name": _("短信签名"),
    "template": _("模板编号"),
    "app_id": _("应用编号(AppID)"),
    "corp_id": _("企业 ID"),
    "agent_id": _("应用 AgentId"),
    "token": _("回执令牌(Token)"),
}
OWN_NAMES = {
    "email": _("电子邮件"),
    "sms": _("短信"),
    "wecom": _("企业微信"),
    "wechat": _("微信公众号"),
    "webhook": _("校园网"),
}
SECURITY_NAMES = {
    "starttls": _("STARTTLS(一般是端口 587)"),
    "tls": _("TLS(一般是端口 465)"),
    "none": _("不加密(只限演示)"),
}
UNSURE_NAMES = {
    "ask": _("列出来,由人决定"),
    "resend": _("再发一次,并标明可能重复"),
}
SOURCE_NAMES = {
    "delivery.test": _("测试消息"),
    "delivery.confirm": _("地址确认"),
    "notices.notice": _("通知"),
}
