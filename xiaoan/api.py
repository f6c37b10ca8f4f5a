"""The JSON face under /api/v1/, put together from the apps' routers."""

from xiaoan.command.api import router as command
from xiaoan.platforms.api import router as xapi
from xiaoan.screening.api import router as screening
from xiaoan.web.api import new_api

api = new_api()
api.add_router("/screening", screening)
api.add_router("/command", command)
api.add_router("/xapi", xapi)
