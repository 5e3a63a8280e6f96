"""The words of the invented city: townships with their places on the map, trades, surnames, streets."""

from __future__ import annotations

from typing import Final, NamedTuple


class Township(NamedTuple):
    """A township or subdistrict: 9-digit code, name, and a point in it (CGCS2000 degrees)."""

    code: str
    name: str
    longitude: float
    latitude: float

    @property
    def division(self) -> str:
        """The 12-digit division code."""
        return self.code + "000"

    @property
    def bare(self) -> str:
        """The name without 街道, 镇 or 乡."""
        return self.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")


COUNTY: Final = "330382000000"
TOWNSHIPS: Final = (
    Township("330382001", "城东街道", 120.992, 28.120),
    Township("330382002", "乐成街道", 120.965, 28.131),
    Township("330382003", "城南街道", 120.970, 28.095),
    Township("330382004", "盐盆街道", 121.005, 28.086),
    Township("330382005", "翁垟街道", 120.972, 28.040),
    Township("330382006", "白石街道", 120.930, 28.090),
    Township("330382007", "石帆街道", 121.030, 28.190),
    Township("330382008", "天成街道", 121.045, 28.170),
    Township("330382101", "大荆镇", 121.140, 28.410),
    Township("330382102", "仙溪镇", 121.050, 28.440),
    Township("330382104", "雁荡镇", 121.110, 28.350),
    Township("330382105", "芙蓉镇", 121.030, 28.310),
    Township("330382106", "清江镇", 121.110, 28.280),
    Township("330382108", "虹桥镇", 121.045, 28.220),
    Township("330382111", "淡溪镇", 120.995, 28.225),
    Township("330382114", "柳市镇", 120.895, 28.030),
    Township("330382115", "北白象镇", 120.860, 28.010),
    Township("330382121", "湖雾镇", 121.205, 28.440),
    Township("330382122", "南塘镇", 121.100, 28.245),
    Township("330382123", "南岳镇", 121.095, 28.195),
    Township("330382124", "蒲岐镇", 121.060, 28.150),
    Township("330382125", "磐石镇", 120.835, 27.985),
    Township("330382210", "智仁乡", 121.150, 28.460),
    Township("330382211", "龙西乡", 121.010, 28.400),
    Township("330382212", "岭底乡", 120.955, 28.260),
)
# the eight that the report names, and two of those that it leaves open
EMPOWERED: Final = frozenset(
    f"330382{place}" for place in ("001", "002", "003", "101", "104", "108", "114", "115", "005", "122")
)
# the plain around 柳市 and 虹桥 holds most businesses
TOWNSHIP_WEIGHTS: Final = (6, 9, 5, 3, 4, 2, 2, 2, 4, 1, 3, 2, 2, 11, 2, 18, 12, 1, 1, 1, 2, 2, 1, 1, 1)

VILLAGES: Final = ("东街", "西街", "南门", "北门", "前塘", "后洋", "上岙", "下岙", "桥头", "新宅")
ROADS: Final = (
    "晨光路",
    "旭阳路",
    "清波路",
    "云门路",
    "长虹路",
    "荷塘西路",
    "宁康东路",
    "双雁路",
    "石马路",
    "建兴路",
    "银河巷",
)

FIRST: Final = (
    "鑫恒昌瑞泰华盛隆永嘉德诚信达宏正兴祥丰源博远凯腾飞金银玉宝福康安顺利佳美雅新星明辉煌天海江河春夏秋冬松柏"
)
SECOND: Final = "华泰昌盛达隆发祥丰源和顺兴旺佳美雅康宁安平远航飞腾龙虎云霞光辉明亮博文思诚信义仁德通运来福禄寿喜"
SURNAMES: Final = "陈林郑王黄吴张李叶徐周朱金胡潘谢赵杨连倪钱包南万"
GIVEN: Final = "建国伟强芳丽敏静勇军杰涛明霞秀兰平华文武志海波燕玲珍俊峰晓雪松林美英红梅永春光荣"

NON_LOCAL_PREFIXES: Final = ("浙江", "温州", "温州市")


class Trade(NamedTuple):
    """A line of business: how its companies and shops are named, industry code, scope, kinds of place and filing."""

    company: str
    shop: str
    signboard: str
    industry: str
    scope: str
    place_kind: str
    filing_kind: str


TRADES: Final = (
    Trade("电器", "电器商行", "电器", "3823", "高低压电器、断路器制造、销售", "enterprise", "厂房出租"),
    Trade("电气", "电料经营部", "电料批发", "3824", "电气元件、配电开关控制设备制造", "enterprise", "厂房出租"),
    Trade("餐饮管理", "小吃店", "小吃", "6210", "热食类食品制售；餐饮服务", "small_nine", "小餐饮"),
    Trade("食品", "副食品店", "副食超市", "5227", "预包装食品零售；卷烟零售", "small_nine", "小食杂店"),
    Trade("服饰", "服装店", "服饰", "5232", "服装、鞋帽零售", "shop", "沿街店铺"),
    Trade("汽车服务", "汽车修理厂", "汽修", "8111", "汽车修理与维护；洗车服务", "shop", "机动车维修"),
    Trade("建材", "建材经营部", "建材", "5283", "建材、五金、卫生洁具销售", "shop", "沿街店铺"),
    Trade("医药", "药店", "大药房", "5251", "药品零售；第二类医疗器械销售", "medical", "沿街店铺"),
    Trade("教育科技", "培训工作室", "培训", "8391", "教育信息咨询（不含办学培训）", "school", "校外托管"),
    Trade("酒店管理", "小旅馆", "宾馆", "6129", "住宿服务", "small_nine", "民宿"),
    Trade("建设", "建筑施工队", "施工", "4710", "房屋建筑工程、市政公用工程施工", "construction_site", "建筑垃圾处置"),
    Trade("娱乐", "歌厅", "KTV", "9011", "歌舞娱乐服务", "entertainment", "沿街店铺"),
    Trade("果蔬", "水果店", "水果", "5223", "水果、蔬菜种植、销售", "market", "小食杂店"),
    Trade("房屋租赁", "出租房", "出租", "7040", "住房租赁", "rental_housing", "出租房"),
)
