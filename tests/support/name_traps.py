"""Pairs of names: fifty that are nearly alike and are two bodies', and some that are one's."""

from __future__ import annotations

PART = "what stands in a body is a part of it"
WORD = "a word more makes another body"
PLACE = "places differ"
NUMBER = "numbers differ"
RANK = "a province's and a city's differ"
BRACKET = "what stands in brackets differs"
SOUND = "two places sound alike"
KIND = "kinds of bodies differ"
SIDE = "directions differ"
FIELD = "one sign of the field differs"
BRAND = "brands differ"
LETTERS = "words that differ by a letter or two are two words"

TRAPS = [
    ("浙江大学温州研究院", "浙江理工大学温州研究院", WORD),
    ("温州大学", "温州大学瓯江学院", PART),
    ("浙江大学", "浙江大学温州研究院", PART),
    ("温州大学", "温州医科大学", WORD),
    ("浙江大学", "浙江工业大学", WORD),
    ("浙江大学", "浙江工商大学", WORD),
    ("温州医科大学", "温州医科大学附属第一医院", PART),
    ("温州医科大学附属第一医院", "温州医科大学附属第二医院", NUMBER),
    ("华北电力大学（北京）", "华北电力大学（保定）", BRACKET),
    ("华北电力大学（北京）", "华北电力大学", BRACKET),
    ("中国石油大学（华东）", "中国石油大学（北京）", BRACKET),
    ("中国地质大学（武汉）", "中国地质大学（北京）", BRACKET),
    ("温州市第一人民医院", "温州市第二人民医院", NUMBER),
    ("温州市第一中学", "温州市第十一中学", NUMBER),
    ("北京市第八十中学", "北京市第八中学", NUMBER),
    ("陕西师范大学", "山西师范大学", SOUND),
    ("苏州大学", "宿州大学", SOUND),
    ("台州学院", "泰州学院", SOUND),
    ("福州职业技术学院", "抚州职业技术学院", SOUND),
    ("伊春职业学院", "宜春职业学院", SOUND),
    ("吉林省人民医院", "吉林市人民医院", RANK),
    ("浙江省农业农村局", "浙江市农业农村局", RANK),
    ("海南省科学技术厅", "海南州科学技术厅", RANK),
    ("湖南大学", "湖北大学", PLACE),
    ("河南工业大学", "湖南工业大学", PLACE),
    ("南京工业大学", "北京工业大学", PLACE),
    ("温州市科学技术局", "台州市科学技术局", PLACE),
    ("浙江正泰电器股份有限公司", "温州正泰电器股份有限公司", PLACE),
    ("东南大学", "东北大学", SIDE),
    ("西南交通大学", "东南交通大学", SIDE),
    ("中南民族大学", "西南民族大学", SIDE),
    ("上城区人民政府", "下城区人民政府", SIDE),
    ("中国科学院数学研究所", "中国科学院化学研究所", FIELD),
    ("中国科学院物理研究所", "中国科学院地理研究所", FIELD),
    ("中国科学院力学研究所", "中国科学院声学研究所", FIELD),
    ("浙江农业大学", "浙江工业大学", FIELD),
    ("武汉工商学院", "武汉工学院", WORD),
    ("浙江工程学院", "浙江工学院", WORD),
    ("温州医学院", "温州医院", KIND),
    ("浙江海洋大学", "浙江海洋学院", KIND),
    ("温州肯恩大学", "温州肯恩公司", KIND),
    ("正泰集团股份有限公司", "浙江正泰电器股份有限公司", WORD),
    ("温州东方电器有限公司", "温州东风电器有限公司", BRAND),
    ("温州华峰氨纶有限公司", "温州华润氨纶有限公司", BRAND),
    ("国家电网有限公司", "国家电投有限公司", BRAND),
    ("人民电器集团有限公司", "人民日报集团有限公司", BRAND),
    ("University of Bath", "University of Bari", LETTERS),
    ("Hefei University of Technology", "Hebei University of Technology", LETTERS),
    ("Northern Research Institute", "Southern Research Institute", LETTERS),
    ("Institute of Geology", "Institute of Zoology", LETTERS),
    ("University of Austria", "University of Australia", LETTERS),
    ("Laboratory 12", "Laboratory 13", NUMBER),
]

PAIRS = [
    ("浙江正泰电器股份有限公司", "浙江正泰电器", "LEGAL_FORM"),
    ("人民电器集团有限公司", "人民电器集团", "LEGAL_FORM"),
    ("国家电网有限公司", "国家电网公司", "LEGAL_FORM"),
    ("正泰集团股份有限公司", "正泰", "SHORT_NAME"),
    ("温州大学", "温大", "SHORT_NAME"),
    ("浙江大学", "浙大", "SHORT_NAME"),
    ("浙江工业大学", "浙工大", "SHORT_NAME"),
    ("温州医科大学", "温医大", "SHORT_NAME"),
    ("浙江大学温州研究院", "浙大温州院", "SHORT_NAME"),
    ("国科大温州研究院", "国科温州研究院", "SHORT_NAME"),
    ("温州医科大学附属第一医院", "温医大附一院", "SHORT_NAME"),
    ("浙江省农业科学院", "浙江农科院", "SHORT_NAME"),
    ("哈尔滨工业大学", "哈工大", "SHORT_NAME"),
    ("浙江省海洋水产研究所", "浙江海洋水产研究所", "LIKE_NAME"),
    ("浙江德力西电气有限公司", "浙江德力西电器有限公司", "LIKE_NAME"),
    ("温州职业技术学院", "温州职业技术学学院", "LIKE_NAME"),
    ("浙江工商大学", "浙江商工大学", "LIKE_NAME"),
    ("University of Plymouth", "University of Plymuoth", "LIKE_NAME"),
    ("Technische Universität Bremen", "Technische Universitat Bremen", "LIKE_NAME"),
    ("Max Planck Institut", "Max-Planck-Institut", "LIKE_NAME"),
    ("Acme Widgets Ltd", "ACME Widgets", "LEGAL_FORM"),
    # Who knows them knows them; no rule does without bringing many others.
    ("北京航空航天大学", "北航", ""),
    ("浙江清华长三角研究院", "清华长三院", ""),
    ("中国科学院大学温州研究院", "国科大温州院", ""),
]
