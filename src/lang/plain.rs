//! Owns how text reads to phrases: what scripts write in several ways is written in one.
//!
//! Arabic is written with and without hamza, vowel signs and stretching, with digits of its own, and
//! with marks of direction between. A language's words and the lines that are compared with them
//! are both made plain; offsets are given back in the text as it stands. Chinese is written in
//! simplified and in traditional characters: those that chaff is written in are read as simplified.
//! Some signs are written in full width.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// Traditional characters, each before its simplified one.
const TRADITIONAL: &str = "丟丢並并佈布併并來来係系個个們们側侧備备傳传僅仅價价優优儲储兒儿內内兩两冊册別别刪删則则剛刚創创動动務务區区協协參参員员問问啓启啟启單单嗎吗嘗尝嚐尝嚮向嚴严國国\
    圖图團团執执報报場场塊块壇坛壓压夠够夥伙夾夹娛娱實实審审寫写寶宝將将專专尋寻對对導导屬属帐账帳账帶带幫帮幾几庫库廣广張张強强後后從从復复徵征恆恒態态慮虑懇恳應应\
    戲戏戶户戸户掃扫採采換换搶抢擇择擊击據据擴扩攔拦攝摄數数斷断於于昇升時时暢畅暫暂暱昵曆历書书會会條条業业構构樂乐樓楼標标機机檔档檢检檯台欄栏權权歡欢歷历歸归氣气\
    決决沒没況况淺浅測测準准溫温滬沪滾滚濕湿濟济瀏浏灣湾為为無无熱热營营爲为狀状獨独獲获現现環环產产甦苏畫画異异當当發发監监盤盘眾众瞭了確确碼码禮礼稱称穀谷筆笔節节\
    範范簡简簽签籤签約约級级紹绍終终結结絕绝絡络給给統统絲丝經经綜综維维網网線线編编縮缩總总繫系繼继續续習习聞闻聯联聲声聽听腦脑臺台與与興兴舉举舊旧華华著着薦荐蘇苏\
    蘋苹處处號号術术裏里裝装裡里製制複复覆复見见規规視视親亲覺觉覽览觀观訂订計计訊讯討讨記记訪访設设許许訴诉註注評评詞词試试話话該该詳详誌志認认語语誠诚誤误說说説说\
    調调談谈請请論论謝谢證证識识譯译議议護护讀读變变讓让讚赞財财責责費费貼贴資资賞赏質质賬账賴赖購购贈赠贊赞蹤踪車车軍军較较載载輯辑輸输轉转迴回這这連连週周進进遊游\
    運运過过達达違违遲迟選选還还邊边郵邮鄭郑針针鈕钮銷销錄录錯错鍵键鍾钟鎖锁鏈链鏡镜鐘钟長长門门閉闭開开間间閩闽閱阅關关陰阴陸陆際际隨随隱隐雲云電电靜静韓韩響响頁页\
    頂顶項项須须預预頭头頻频題题額额願愿類类顧顾顯显風风颱台餘余饋馈馬马駐驻騰腾驅驱驗验體体魯鲁麵面麼么點点齣出";

/// First and last character of the block that those of Chinese stand in.
const HAN: (char, char) = ('\u{4e00}', '\u{9fff}');

/// What each character of the block is read as.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (HAN.0..=HAN.1).collect();
    let mut chars = TRADITIONAL.chars();
    while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
        table[from as usize - HAN.0 as usize] = to;
    }
    table
});

/// The text in plain spelling.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || text.chars().all(|c| plain_char(c) == Some(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(plain_char).collect())
}

/// Where a range of the plain spelling stands in `text`.
pub(super) fn in_text(text: &str, plain: &str, range: Range<usize>) -> Range<usize> {
    if text.len() == plain.len() {
        return range;
    }
    let offset = |wanted: usize| {
        let mut at = 0;
        let found = text.char_indices().find(|(_, c)| {
            let here = at;
            at += plain_char(*c).map_or(0, char::len_utf8);
            here >= wanted
        });
        found.map_or(text.len(), |(at, _)| at)
    };
    offset(range.start)..offset(range.end)
}

/// What stands for a character; nothing for signs that change no word.
fn plain_char(c: char) -> Option<char> {
    let digit = |zero: char| char::from_digit(c as u32 - zero as u32, 10);
    match c {
        '\0'..='\u{60b}' => Some(c),
        '\u{61c}' | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}' => None,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        '؟' => Some('?'),
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' => Some('ي'),
        'ة' => Some('ه'),
        '٠'..='٩' => digit('٠'),
        '۰'..='۹' => digit('۰'),
        '０'..='９' => digit('０'),
        '？' => Some('?'),
        '＜' => Some('<'),
        '＞' => Some('>'),
        '／' => Some('/'),
        '丨' | '｜' => Some('|'),
        '\u{4e00}'..='\u{9fff}' => SIMPLIFIED.get(c as usize - HAN.0 as usize).copied(),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_same_in_one_spelling() {
        assert_eq!(plain("اقرأ أيضًا"), plain("اقرا ايضا"));
        assert_eq!(plain("\u{200f}٣ تعليقات"), "3 تعليقات");
        assert_eq!(plain("إعـــلان؟"), "اعلان?");
        assert_eq!(plain("閱讀更多：發佈於３月"), "阅读更多：发布于3月");
        assert_eq!(plain("トップ＞港｜夜？"), "トップ>港|夜?");
        assert!(matches!(plain("Märkte: 12 评论"), Cow::Borrowed(_)));
    }

    #[test]
    fn offsets_are_those_of_the_text() {
        let text = "في \u{200f}٦ يناير ٢٠٢٦ صباحًا";
        let plain = plain(text);
        let start = plain.find('6').unwrap();
        let end = plain.find("2026").unwrap() + 4;
        let found = in_text(text, &plain, start..end);
        assert_eq!(text[found].trim_start_matches('\u{200f}'), "٦ يناير ٢٠٢٦");
    }
}
