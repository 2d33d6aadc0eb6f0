//! Servers whose URL is a template.

use server_variables::{Client, Environment, Port, Region};

fn uri(environment: Environment) -> String {
    let client = Client::builder(environment).build().unwrap();
    client.list_things().request().unwrap().uri().to_string()
}

#[test]
fn variables_have_their_defaults() {
    assert_eq!(Environment::NAMES[0], "OneRegion");
    let default: Environment = "one region".parse().unwrap();
    assert_eq!(default.url(), "https://eu.example.com:443/v1");
}

#[test]
fn listed_values_are_open_enums() {
    let port = Port::N8443;
    let environment = Environment::OneRegion { region: Region::Us, port, base_path: "v2".into() };
    assert_eq!(uri(environment), "https://us.example.com:8443/v2/things");
    assert_eq!(Region::VALUES, ["eu", "us"]);
    // A region that was opened after the definition was written.
    let environment =
        Environment::OneRegion { region: "ap".into(), port: Port::N443, base_path: "v1".into() };
    assert_eq!(environment.url(), "https://ap.example.com:443/v1");
}

#[test]
fn what_has_no_default_is_given() {
    assert_eq!(
        uri(Environment::NobodyExampleCom { nobody: "me".into() }),
        "https://me.example.com/things"
    );
    let environment = Environment::Tenant { tenant: "acme".into(), region: Region::Eu };
    assert_eq!(uri(environment), "https://acme.eu.example.org/things");
    assert!("tenant".parse::<Environment>().unwrap_err().to_string().contains("`tenant`"));
}

#[test]
fn a_value_cannot_change_which_host_is_meant() {
    for tenant in ["evil.example/", "evil.example#", "evil.example?", "me@evil.example", ""] {
        let environment = Environment::Tenant { tenant: tenant.into(), region: Region::Eu };
        assert!(Client::builder(environment).build().is_err(), "{tenant}");
    }
}
