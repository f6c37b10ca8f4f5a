"""Writing equipment: devices and their keepers, the yearly count, kits, what is owed of them."""

from xiaoan.equipment.services.devices import DeviceAct, act, follow_register
from xiaoan.equipment.services.importing import SHEET, import_devices
from xiaoan.equipment.services.kits import KitAct, NewKit, act_on_kit, open_kit
from xiaoan.equipment.services.losing import confirm_loss
from xiaoan.equipment.services.owing import owe_today
from xiaoan.equipment.services.registering import New, register
from xiaoan.equipment.services.stocktaking import begin_stocktake, close_stocktake, see

__all__ = [
    "SHEET",
    "DeviceAct",
    "KitAct",
    "New",
    "NewKit",
    "act",
    "act_on_kit",
    "begin_stocktake",
    "close_stocktake",
    "confirm_loss",
    "follow_register",
    "import_devices",
    "open_kit",
    "owe_today",
    "register",
    "see",
]
