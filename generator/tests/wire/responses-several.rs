//! The status and the media type of an answer choose its variant.

use responses_several::operations::{self as of, *};
use responses_several::runtime::bytes::Bytes;
use responses_several::runtime::json;
use responses_several::runtime::testing::{MockTransport, Reply};
use responses_several::types::{A, B};
use responses_several::{CallError, Client, Environment};

/// Calls once, answered with a status, a media type and a body.
macro_rules! answered {
    ($constant:ident, $method:ident, $status:literal, $media_type:literal, $body:expr) => {{
        let mock = MockTransport::new();
        mock.on(&of::$constant).reply_with(Reply::status($status).body($media_type, $body));
        let environment = Environment::custom("https://api.example.com");
        let client = Client::builder(environment).transport(mock.clone()).build().unwrap();
        client.$method().await
    }};
}

/// The declared failure of a call.
macro_rules! failure {
    ($($call:tt)*) => {
        answered!($($call)*).unwrap_err().api().expect("a declared failure").clone()
    };
}

const A_JSON: &str = r#"{"a":"x"}"#;
const B_JSON: &str = r#"{"b":"y"}"#;

fn a() -> A {
    json::from_str(A_JSON).unwrap()
}

fn b() -> B {
    json::from_str(B_JSON).unwrap()
}

#[tokio::test]
async fn the_media_type_chooses_a_success() {
    let of_json = answered!(REPORT, report, 200, "application/json", A_JSON).unwrap();
    assert_eq!(of_json, ReportOutput::Ok(a()));
    let csv = answered!(REPORT, report, 200, "Text/CSV; header=absent", "1,2").unwrap();
    assert_eq!(csv, ReportOutput::OkCsv("1,2".into()));
    let pdf = answered!(REPORT, report, 200, "application/pdf", "%PDF\u{0}").unwrap();
    assert_eq!(pdf, ReportOutput::OkPdf(Bytes::from("%PDF\u{0}")));
    // JSON by a name that is not declared is read as the JSON that is.
    let other = answered!(REPORT, report, 200, "application/vnd.acme+json", A_JSON).unwrap();
    assert_eq!(other, ReportOutput::Ok(a()));
}

#[tokio::test]
async fn a_parameter_of_the_media_type_chooses() {
    let one = answered!(VERSIONS, versions, 200, "application/json; version=1", A_JSON).unwrap();
    assert_eq!(one, VersionsOutput::Ok(a()));
    let two = answered!(VERSIONS, versions, 200, r#"application/json; Version="2""#, B_JSON);
    assert_eq!(two.unwrap(), VersionsOutput::OkJson(b()));
}

#[tokio::test]
async fn a_range_of_media_types_takes_the_rest() {
    let of_json = answered!(ANY, any, 200, "application/json", A_JSON).unwrap();
    assert_eq!(of_json, AnyOutput::OkJson(a()));
    let rest = answered!(ANY, any, 200, "image/png", "png").unwrap();
    assert_eq!(rest, AnyOutput::Ok(Bytes::from("png")));
}

#[tokio::test]
async fn the_media_type_chooses_a_failure() {
    let of_json = failure!(REPORT, report, 422, "application/json", A_JSON);
    assert_eq!(of_json, ReportError::UnprocessableContent(a()));
    let scim = failure!(REPORT, report, 422, "application/scim+json; charset=utf-8", B_JSON);
    assert_eq!(scim, ReportError::UnprocessableContentScimJson(b()));
    let text = failure!(REPORT, report, 418, "text/plain", "tea");
    assert_eq!(text, ReportError::ClientError("tea".into()));
    let image = failure!(REPORT, report, 418, "image/png", "png");
    assert_eq!(image, ReportError::ClientErrorBytes(Bytes::from("png")));
}

#[tokio::test]
async fn problem_json_where_json_is_declared_still_decodes() {
    let problem = failure!(REPORT, report, 422, "application/problem+json", A_JSON);
    assert_eq!(problem, ReportError::UnprocessableContent(a()));
}

#[tokio::test]
async fn a_202_is_not_read_as_the_200_type() {
    let ok = answered!(ACCEPTED, accepted, 200, "application/json", A_JSON).unwrap();
    assert_eq!(ok, AcceptedOutput::Ok(a()));
    let accepted = answered!(ACCEPTED, accepted, 202, "application/json", B_JSON).unwrap();
    assert_eq!(accepted, AcceptedOutput::Accepted(b()), "a second 2xx is no error");
}

#[tokio::test]
async fn a_500_is_not_typed_as_the_404s_error() {
    let missing = failure!(ACCEPTED, accepted, 404, "application/json", A_JSON);
    assert_eq!(missing, AcceptedError::NotFound(a()));
    // Even though the body is what a 404 has.
    match answered!(ACCEPTED, accepted, 500, "application/json", A_JSON) {
        Err(CallError::Unexpected(error)) => {
            assert_eq!(error.status(), 500);
            assert_eq!(error.bytes(), A_JSON, "its bytes are kept");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_download_without_a_schema_is_not_thrown_away() {
    let bytes = answered!(DOWNLOAD, download, 200, "application/octet-stream", vec![0, 255]);
    assert_eq!(bytes.unwrap(), Bytes::from(vec![0, 255]));
}

#[tokio::test]
async fn an_answer_that_only_default_declares_is_not_thrown_away() {
    let ok = answered!(DEFAULT_ONLY, default_only, 200, "application/json", A_JSON).unwrap();
    assert_eq!(ok, a());
    let failed = failure!(DEFAULT_ONLY, default_only, 500, "application/json", A_JSON);
    assert_eq!(failed, DefaultOnlyError::Default(a()));
}

#[tokio::test]
async fn xml_is_given_as_text() {
    let text = answered!(XML, xml, 200, "application/xml", "<a/>").unwrap();
    assert_eq!(text, "<a/>");
}

#[tokio::test]
async fn accept_is_the_definitions_in_its_order_and_another_can_be_asked_for() {
    let environment = Environment::custom("https://api.example.com");
    let client = Client::builder(environment).build().unwrap();
    let accept = |request: responses_several::runtime::http::Request<Bytes>| {
        request.headers()["accept"].to_str().unwrap().to_owned()
    };
    let all = "text/csv, application/json, application/pdf, application/scim+json, text/plain, \
               audio/*, image/*";
    assert_eq!(accept(client.report().request().unwrap()), all);
    assert_eq!(accept(client.report().header("accept", "text/csv").request().unwrap()), "text/csv");
    // One value in several encodings: the one that is read is asked for.
    assert_eq!(accept(client.encodings().request().unwrap()), "application/json");
}
