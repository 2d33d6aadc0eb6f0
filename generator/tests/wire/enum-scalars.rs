//! Enums of integers, numbers, booleans and of several kinds, both ways and as parameters.

use enum_scalars::runtime::json::{self, Json};
use enum_scalars::types::{
    Holder, HolderAlways, HolderBare, HolderBig, HolderEither, HolderMaybe, HolderQuoted,
    HolderVersioned, Level, Limit, Named, Ratio, Told,
};
use enum_scalars::{Client, Environment};

fn back<T: Json>(text: &str) -> T {
    let value: T = json::from_str(text).expect(text);
    assert_eq!(json::to_string(&value), text);
    value
}

#[test]
fn every_value_is_its_variant() {
    let text = r#"{"level":-1,"maybe":2,"named":1,"ratio":2.25,"limit":10,"told":1,"always":true,"big":18446744073709551615,"quoted":2,"bare":"true","levels":[0,1,10],"by_name":{"a":0.5}}"#;
    let holder: Holder = back(text);
    assert_eq!(holder.level, Level::Minus1);
    assert_eq!(holder.maybe, Some(HolderMaybe::N2));
    assert_eq!(holder.named, Some(Named::Low));
    assert_eq!(holder.ratio, Some(Ratio::N2Point25));
    assert_eq!(holder.limit, Some(Limit::N10));
    assert_eq!(holder.told, Some(Told::First));
    assert_eq!(holder.always, Some(HolderAlways::True));
    assert_eq!(holder.big, Some(HolderBig::N18446744073709551615));
    assert_eq!(holder.quoted, Some(HolderQuoted::N2));
    assert_eq!(holder.bare, Some(HolderBare::True));
    assert_eq!(holder.levels, Some(vec![Level::N0, Level::N1, Level::N10]));
    assert_eq!(holder.by_name.unwrap()["a"], Ratio::N0Point5);
    assert!(matches!(back::<Limit>(r#""none""#), Limit::None));
    assert!(matches!(back::<Limit>("true"), Limit::True));
    assert!(matches!(back::<Limit>(r#""""#), Limit::Empty));
    assert!(matches!(back::<Told>(r#""last""#), Told::Last));
    assert!(back::<Holder>(r#"{"level":1,"maybe":null}"#).maybe.is_none());
}

#[test]
fn another_spelling_is_the_same_value() {
    assert!(matches!(json::from_str("1.0").unwrap(), Level::N1));
    assert!(matches!(json::from_str("1e1").unwrap(), Level::N10));
    assert!(matches!(json::from_str("0.50").unwrap(), Ratio::N0Point5));
    assert!(matches!(json::from_str("1e1").unwrap(), Limit::N10));
    assert!(matches!(json::from_str(r#""n\u006fne""#).unwrap(), Limit::None));
}

#[test]
fn an_unknown_value_is_kept() {
    assert!(matches!(back::<Level>("7"), Level::Unknown(value) if value.get() == 7));
    assert!(matches!(back::<Ratio>("0.125"), Ratio::Unknown(_)));
    assert!(matches!(back::<Limit>("30"), Limit::Unknown(_)));
    assert!(matches!(back::<Limit>("false"), Limit::Unknown(_)));
    assert!(matches!(Level::from(10), Level::N10));
    assert!(json::from_str::<Level>("1.5").is_err());
    assert!(json::from_str::<Level>(r#""1""#).is_err());
}

#[test]
fn unions_look_at_them() {
    let either = |text: &str| {
        back::<Holder>(&format!(r#"{{"level":0,"maybe":null,"either":{text}}}"#)).either.unwrap()
    };
    assert!(matches!(either("1"), HolderEither::Integer(_)));
    assert!(matches!(either(r#""x""#), HolderEither::String(_)));
    assert!(matches!(either(r#"{"x":1}"#), HolderEither::Object(_)));
    let versioned = |text: &str| {
        back::<Holder>(&format!(r#"{{"level":0,"maybe":null,"versioned":{text}}}"#))
            .versioned
            .unwrap()
    };
    assert!(matches!(versioned(r#"{"version":1,"a":"x"}"#), HolderVersioned::Version1(_)));
    assert!(matches!(versioned(r#"{"version":2,"a":3}"#), HolderVersioned::Version2(_)));
    assert!(matches!(versioned(r#"{"version":3,"a":[]}"#), HolderVersioned::Unknown(_)));
}

#[test]
fn as_parameters() {
    let client = Client::builder(Environment::custom("https://example.com")).build().unwrap();
    let call = client.put_holder(Level::Minus1, &Holder::new(Level::N0, None));
    let request = call.limit(Limit::None).levels([Level::N1, Level::N10]).ratio(Ratio::N0Point5);
    let request = request.request().unwrap();
    assert_eq!(request.uri(), "https://example.com/holder/-1?limit=none&levels=1&levels=10");
    assert_eq!(request.headers()["ratio"], "0.5");
}
