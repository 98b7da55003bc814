//! A licence on one A4 page, as a city issues it. It uses the complete fonts if `FACE_FONTS` is
//! set, otherwise the test font.

use std::collections::BTreeMap;
use std::sync::Arc;

use face::compile::CompiledFace;
use face::display::{DisplayList, Rect};
use face::font::FontSet;
use face::layout::{Content, layout};
use face::microshift::{Marker, Marking};
use face::raster::{Raster, raster};
use face::seal_picture::seal_picture;
use face::template::{BUILT_IN_KEYS, FaceTemplate};
use face::trace::Reference;
use face::watermark::add_watermark;
use serde_json::{Value, json};

const SEAL: Rect = Rect { x: 130.0, y: 222.0, width: 42.0, height: 42.0 };
pub const OTHER_ITEMS: &str = "证照有效期内应按年度报送经营情况，场所、负责人、类别等有变化的须办理变更；\
    单位食堂应在显著位置展示本证照。监督检查时应配合，不得在有效期届满后经营预包装食品。";
pub const ITEMS: &str = "预包装食品销售（不含热食），饮食类食品制售：热食、生食、自制饮品；食用类食品经营，\
    类别含会员单位食堂。经营场所为演示市行政服务大厅一层，有效期届满须在首次检查后重新办理。";
const TERMS: &str = "本证照由演示市市场监督管理局核发，经营者应在经营场所展示。经营项目、场所、\
    负责人有变化的，应办理变更。监督管理机构按年度安排日常检查，单位应配合。电子证照与纸质证照\
    具有同样效力，持有人可在政务服务大厅核验。有效期限届满后不得经营，须重新报审。";

pub struct Licence {
    pub face: CompiledFace,
    pub fonts: FontSet,
    pub list: DisplayList,
    seal: Vec<u8>,
}

fn fonts() -> FontSet {
    let names = ["NotoSerifSC-Regular", "NotoSerifSC-Bold"];
    let small: Arc<[u8]> = Arc::from(&include_bytes!("../../testdata/NotoSerifSC-test.ttf")[..]);
    let folder = std::env::var("FACE_FONTS").ok();
    let read = |name: &str| match &folder {
        Some(folder) => Arc::from(std::fs::read(format!("{folder}/{name}.ttf")).unwrap()),
        None => Arc::clone(&small),
    };
    FontSet::new(names.map(|name| (name.to_owned(), read(name))).to_vec()).unwrap()
}

/// The characters of `text` that the fonts have; the test font lacks many.
fn supported(fonts: &FontSet, text: &str) -> String {
    text.chars().filter(|c| fonts.covers("NotoSerifSC-Regular", *c)).collect()
}

fn line(id: &str, y: f64, size: f64, content: &str) -> Value {
    json!({ "id": id, "type": "text", "x": 22, "y": y, "width": 40, "height": 8,
        "content": content, "font": "bold", "font_size": size })
}

fn field(id: &str, y: f64, bind: &str) -> Value {
    json!({ "id": id, "type": "text", "x": 62, "y": y, "width": 128, "height": 8,
        "bind": bind, "font": "song", "font_size": 13 })
}

fn paragraph(id: &str, y: f64, height: f64, bind: &str) -> Value {
    json!({ "id": id, "type": "multiline", "x": 22, "y": y, "width": 168, "height": height,
        "bind": bind, "font": "song", "font_size": 12, "line_height": 6.6 })
}

fn template() -> Value {
    let labels = ["经营者名称", "社会信用代码", "负责人", "住所", "证照号码"];
    let mut background = vec![
        json!({ "id": "frame", "type": "rect", "x": 10, "y": 10, "width": 190, "height": 277,
            "stroke": "#96703c", "stroke_width": 0.8 }),
        json!({ "id": "title", "type": "text", "x": 20, "y": 24, "width": 170, "height": 16,
            "content": "食品经营许可证", "font": "bold", "font_size": 30, "align": "center" }),
    ];
    let mut elements = vec![
        json!({ "id": "qr", "type": "qrcode", "x": 24, "y": 240, "width": 28, "height": 28,
            "content": "{{ZZBS}}" }),
        json!({ "id": "issuer", "type": "text", "x": 110, "y": 236, "width": 80, "height": 8,
            "bind": "ZZBFJG", "font": "song", "font_size": 13, "align": "right" }),
        json!({ "id": "date", "type": "text", "x": 110, "y": 246, "width": 80, "height": 8,
            "content": "{{ZZBFRQ|cn_date}}", "font": "song", "font_size": 13, "align": "right" }),
        paragraph("items", 102.0, 60.0, "JYXM"),
        paragraph("terms", 168.0, 60.0, "TK"),
    ];
    for (at, label) in labels.into_iter().enumerate() {
        let y = 50.0 + 10.0 * at as f64;
        let key = ["CZZT", "CZZTDM", "FZR", "ZS", "ZZBH"][at];
        background.push(line(&format!("l{at}"), y, 13.0, label));
        elements.push(field(&format!("f{at}"), y, key));
    }
    json!({ "format": "yinxin-face/1", "name": "食品经营许可证",
        "fonts": { "song": ["NotoSerifSC-Regular"], "bold": ["NotoSerifSC-Bold"] },
        "pages": [{ "side": "正本", "width": 210, "height": 297,
            "background": background, "elements": elements }] })
}

impl Licence {
    /// `items` is the text of the long field.
    pub fn new(items: &str) -> Self {
        Self::with(items, 300, 300)
    }

    /// A licence with as much text as most certificates.
    pub fn short() -> Self {
        Self::with(ITEMS, 40, 0)
    }

    fn with(items: &str, length: usize, terms: usize) -> Self {
        let fonts = fonts();
        let keys: Vec<&str> =
            BUILT_IN_KEYS.iter().copied().chain(["FZR", "ZS", "JYXM", "TK"]).collect();
        let face = FaceTemplate::parse(&template(), &keys).unwrap();
        let face = CompiledFace::compile(face, &fonts).unwrap();
        let repeated = |text: &str, length: usize| -> String {
            supported(&fonts, text).chars().cycle().take(length).collect()
        };
        let texts: BTreeMap<String, String> = [
            ("ZZBS", "1.2.156.3005.2.11100000.11440300MBXX000197.2026000001234567.001.Q".into()),
            ("CZZT", supported(&fonts, "演示市市民服务中心饮食管理有限公司")),
            ("CZZTDM", "91440300MA5XXXX00X".into()),
            ("FZR", supported(&fonts, "欧阳演示")),
            ("ZS", supported(&fonts, "演示市演示区行政服务大厅一楼东侧第九号经营场所")),
            ("ZZBH", "JY14403040000012".into()),
            ("ZZBFJG", supported(&fonts, "演示市市场监督管理局")),
            ("ZZBFRQ", "2026-12-28".into()),
            ("JYXM", repeated(items, length)),
            ("TK", repeated(TERMS, terms)),
        ]
        .map(|(key, value): (&str, String)| (key.to_owned(), value))
        .into();
        let list = layout(&face, &Content { texts, ..Content::default() }).unwrap();
        let unit = "演示市市场监督管理局";
        let seal = seal_picture(&fonts, "NotoSerifSC-Bold", unit, "电子证照专用章", true);
        Self { face, fonts, list, seal: seal.unwrap() }
    }

    fn stamps(&self) -> [(Rect, &[u8]); 1] {
        [(SEAL, &self.seal)]
    }

    pub fn reference(&self) -> Reference {
        let excluded = Marking::default().excluded;
        Reference::new(&self.list, &self.face, 0, &self.stamps(), &excluded).unwrap()
    }

    /// A copy as handed out: marked by `delta` mm and with a watermark that names the receiver.
    pub fn copy(&self, marker: &Marker, copy_id: &str, delta: f64) -> DisplayList {
        let mut list = self.list.clone();
        let marking = Marking { delta, ..Marking::default() };
        marker.mark(&mut list, copy_id, &marking).unwrap();
        let tiles = format!("存档副本 演示市民政局 {copy_id}");
        let tiles = supported(&self.fonts, &tiles);
        add_watermark(&mut list, &self.face, &self.fonts, &tiles).unwrap();
        list
    }

    pub fn drawn(&self, list: &DisplayList, dpi: f64) -> Raster {
        raster(list, &self.face, 0, dpi, &self.stamps()).unwrap()
    }
}
