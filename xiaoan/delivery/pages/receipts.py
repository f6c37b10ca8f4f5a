"""Where providers call back. No session, no form: the address, and the signature where the provider signs."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from xiaoan.delivery.services import receipts
from xiaoan.kernel.errors import Invalid
from xiaoan.web.gate import open_page


@csrf_exempt
@open_page(methods="GET POST")
def receipts_page(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Receipts; GET is how WeChat looks whether the address is ours."""
    if request.method != "POST":
        return HttpResponse(receipts.greeted(code, token, request.GET.dict()), "text/plain")
    body = request.read(receipts.LARGEST + 1)
    if len(body) > receipts.LARGEST:
        raise Invalid("receipt")
    receipts.receive(code, token, request.headers, request.GET.dict(), body)
    # Aliyun and Tencent want to read a code, WeChat the word.
    words = "success" if code == "wechat" else '{"code": 0, "result": 0, "msg": "OK"}'
    return HttpResponse(words, "text/plain" if code == "wechat" else "application/json")
