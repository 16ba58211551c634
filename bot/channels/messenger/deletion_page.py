"""The page that tells a person, in their language, how their request to erase stands: honestly, also while it waits."""

from bot.conversation.language import Language, language_of_tag
from bot.engine.deletions import Deletion

_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
{paragraphs}
</main>
</body>
</html>
"""
_AT = "%Y-%m-%d %H:%M UTC"

_TEXTS: dict[Language, dict[str, str]] = {
    Language.ENGLISH: {
        "title": "Your request to erase your data",
        "unknown": "We know no request with this code. Please check the address.",
        "code": "Confirmation code: {code}",
        "received": "We received your request on {received}.",
        "pending": "It is pending: nothing has been erased yet. Meta gave us an identifier of you that is not the one "
        "under which our page knows you. We are asking Meta which conversations are yours, and erase them as soon as "
        "we are told.",
        "part": "It is pending in part: {count} of your conversations have been erased. Whether another of our pages "
        "knows you, Meta has not told us yet; we keep asking.",
        "tried": "So far we have asked {tries} times in vain. If you want it done sooner, write to us on Messenger or "
        "on our website, and name the code.",
        "done": "Done on {done}: what was said in {count} of your conversations has been erased, on Messenger and in "
        "the conversations on our website that you had connected with it. What remains is that there was a "
        "conversation, when, and what it was about, without a name, without a word of it.",
        "nothing": "Done on {done}: we found no conversation of yours. There was nothing to erase.",
        "orders": "Orders that you placed are kept by the shop as the law demands; they are not part of this.",
    },
    Language.SIMPLIFIED: {
        "title": "您的数据删除请求",
        "unknown": "没有使用这个代码的请求，请检查网址。",
        "code": "确认代码：{code}",
        "received": "我们于 {received} 收到了您的请求。",
        "pending": "请求正在等待处理：目前还没有删除任何内容。Meta 提供给我们的标识，与我们主页认识您的标识不同。"
        "我们正在向 Meta 查询哪些对话是您的，一得到答复就会删除。",
        "part": "已部分完成：您的 {count} 段对话的内容已经删除。"
        "我们的其他主页是否也认识您，Meta 尚未答复，我们会继续查询。",
        "tried": "到目前为止，我们已查询 {tries} 次，尚无结果。如果希望尽快处理，请在 Messenger 或网站上联系我们，"
        "并告知这个代码。",
        "done": "已于 {done} 完成：您的 {count} 段对话的内容已经删除，包括 Messenger 上的对话，"
        "以及您与之关联的网站对话。"
        "我们只保留曾有过对话、对话时间和所属类别，不含姓名，也不含任何对话内容。",
        "nothing": "已于 {done} 完成：我们没有找到您的对话，没有需要删除的内容。",
        "orders": "您的订单由商店依法保存，不在此列。",
    },
    Language.TRADITIONAL: {
        "title": "您的資料刪除請求",
        "unknown": "沒有使用這個代碼的請求，請檢查網址。",
        "code": "確認代碼：{code}",
        "received": "我們於 {received} 收到了您的請求。",
        "pending": "請求正在等候處理：目前還沒有刪除任何內容。Meta 提供給我們的識別碼，"
        "與我們粉絲專頁認識您的識別碼不同。"
        "我們正在向 Meta 查詢哪些對話是您的，一得到答覆就會刪除。",
        "part": "已部分完成：您的 {count} 段對話的內容已經刪除。"
        "我們的其他粉絲專頁是否也認識您，Meta 尚未答覆，我們會繼續查詢。",
        "tried": "到目前為止，我們已查詢 {tries} 次，尚無結果。如果希望盡快處理，請在 Messenger 或網站上聯絡我們，"
        "並告知這個代碼。",
        "done": "已於 {done} 完成：您的 {count} 段對話的內容已經刪除，包括 Messenger 上的對話，"
        "以及您與之連結的網站對話。"
        "我們只保留曾有過對話、對話時間和所屬類別，不含姓名，也不含任何對話內容。",
        "nothing": "已於 {done} 完成：我們沒有找到您的對話，沒有需要刪除的內容。",
        "orders": "您的訂單由商店依法保存，不在此列。",
    },
}


def page(request: Deletion | None, accept_language: str) -> str:
    """Return the page, in the first language that the browser asks for and that we speak."""
    language = _language(accept_language)
    texts = _TEXTS[language]
    lines = [texts["unknown"]] if request is None else _lines(request, texts)
    values = {} if request is None else _values(request)
    paragraphs = "\n".join(f"<p>{line.format(**values)}</p>" for line in lines)
    return _PAGE.format(lang=language.value, title=texts["title"], paragraphs=paragraphs)


def _lines(request: Deletion, texts: dict[str, str]) -> list[str]:
    lines = [texts["code"], texts["received"]]
    if request.done_at is None:
        return [
            *lines,
            texts["part" if request.conversations else "pending"],
            *([texts["tried"]] if request.tries else []),
        ]
    return [*lines, texts["done" if request.conversations else "nothing"], texts["orders"]]


def _values(request: Deletion) -> dict[str, object]:
    """Return what fills the lines: our own code, numbers and moments, nothing that anybody wrote."""
    return {
        "code": request.code,
        "tries": request.tries,
        "count": request.conversations,
        "received": f"{request.received_at:{_AT}}",
        "done": f"{request.done_at:{_AT}}" if request.done_at else "",
    }


def _language(accept_language: str) -> Language:
    for part in accept_language.split(","):
        tag = part.partition(";")[0].strip().lower()
        if tag.startswith(("zh", "en")):
            return language_of_tag(tag)
    return Language.ENGLISH
