"""Codes in words: systems of coordinates, faults of a map."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.situation.rules.geo import Fault

SYSTEM_NAMES = {
    "cgcs2000": _l("CGCS2000(国家大地坐标系)"),
    "wgs84": _l("WGS84(卫星定位)"),
    "gcj02": _l("GCJ-02(国内网络地图,有偏移)"),
}
FAULTS = {
    "empty": _l("文件里什么也没有。请核对是不是选错了文件。"),
    "too_large": _l("文件超过 %(value)s MB。请在制图软件里简化边界后再导出。"),
    "not_utf8": _l("文件不是 UTF-8 编码。请在制图软件里导出 UTF-8 的 GeoJSON。"),
    "not_json": _l("第 %(value)s 行读不懂,不是完整的 JSON。请重新导出 GeoJSON。"),
    "too_deep": _l("文件嵌套太深,不是 GeoJSON。请重新导出。"),
    "not_collection": _l("不是 GeoJSON 的 FeatureCollection。请导出为 GeoJSON,不要压缩。"),
    "topojson": _l("这是 TopoJSON。请转换成 GeoJSON 再上传。"),
    "other_crs": _l("文件写明了别的坐标系。请转换成 CGCS2000 或 WGS84 经纬度再导出。"),
    "no_features": _l("文件里没有要素。请导出乡镇界线图层。"),
    "too_many_features": _l("要素超过 %(value)s 个。请只导出乡镇一级的界线。"),
    "too_many_points": _l("界线的点超过 %(value)s 个。请在制图软件里简化边界后再导出。"),
    "too_many_rings": _l("一个要素超过 %(value)s 圈。请合并碎块后再导出。"),
    "not_feature": _l("不是要素(Feature)。请重新导出。"),
    "not_polygon": _l(
        "图形是“%(value)s”,不是面(Polygon 或 MultiPolygon)。请导出乡镇的面,不要点和线。"
    ),
    "no_coordinates": _l("没有坐标。请删掉这个要素,或补上界线。"),
    "short_ring": _l("一圈界线不到四个点。请修补后再导出。"),
    "open_ring": _l("界线没有闭合:最后一点要和第一点相同。请在制图软件里闭合。"),
    "flat_ring": _l("一圈界线没有面积。请删掉这一圈。"),
    "bad_point": _l("坐标“%(value)s”读不懂。每一点要写成 [经度, 纬度]。"),
    "not_finite": _l("有一个坐标不是数。请修补后再导出。"),
    "projected": _l("坐标 %(value)s 像是以米为单位的平面坐标。请转换成经纬度再导出。"),
    "swapped": _l("坐标 %(value)s 的经度和纬度写反了。要先写经度,再写纬度。"),
    "outside": _l("坐标 %(value)s 不在中国范围内。请核对坐标系。"),
    "named_twice": _l("同一项“%(value)s”写了两次,不知道以哪个为准。请重新导出。"),
    "crosses": _l("界线在 %(value)s 附近自己和自己交叉。请在制图软件里修复(修复几何)后再导出。"),
    "overlaps": _l("和第 %(value)s 个要素重叠。请在制图软件里修正两个乡镇之间的界线,再导出。"),
    "tangled": _l("界线缠得太乱,没法核对。请在制图软件里修复并简化边界后再导出。"),
    "twice": _l("和第 %(value)s 个要素是同一个乡镇。请合并成一个要素(MultiPolygon)。"),
    "none_known": _l(
        "没有一个要素的名称或代码和本县的乡镇对得上。请在属性里写 name(乡镇名)或 code(代码)。"
    ),
}


def fault(one: Fault) -> str:
    """What is wrong and how to mend it; of a feature, which one it is."""
    said = str(FAULTS[one.code]) % {"value": one.value}
    if not one.feature:
        return said
    where = {"n": one.feature, "name": one.name, "said": said}
    if one.name:
        return _("第 %(n)d 个要素“%(name)s”:%(said)s") % where
    return _("第 %(n)d 个要素:%(said)s") % where
