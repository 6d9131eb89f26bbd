"""A form for messages, on Starlette, which reads forms with python-multipart."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def contact(request: Request) -> PlainTextResponse:
    form = await request.form()
    return PlainTextResponse(f"Thank you, {form.get('name', 'stranger')}")


async def home(_: Request) -> PlainTextResponse:
    return PlainTextResponse("Parcels since 1998")


app = Starlette(
    routes=[Route("/", home), Route("/prices", home), Route("/contact", contact, methods=["POST"])]
)
