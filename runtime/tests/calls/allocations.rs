//! What a call's setters allocate: what their values hold, and nothing of their own.

use portolan_runtime::generated::{Api, call, client, environments};
use portolan_runtime::testing::MockTransport;
use portolan_runtime::{NoError, Operation};

static API: Api = Api { name: "api", title: "", version: "1", user_agent: "api/1", security: &[] };

environments! { pub enum Environment { Production = "https://api.example" } }
client! { pub struct Client, Builder; api: API, environment: Environment }
call! { pub struct List(Vec<i64>, NoError); }

static LIST: Operation<Vec<i64>, NoError> = Operation::get("list", "/things");

impl List {
    fn name(self, value: impl Into<String>) -> Self {
        Self(self.0.query("name", value.into()))
    }

    fn session(self, value: impl Into<String>) -> Self {
        Self(self.0.cookie("session", value.into()))
    }

    fn version(self, value: i64) -> Self {
        Self(self.0.header_param("X-Version", value))
    }

    fn tags(self, value: Vec<String>) -> Self {
        Self(self.0.query("tags", value))
    }
}

/// Counts what a setter allocates on a call that is there already.
fn allocations(set: impl FnOnce(List) -> List) -> u64 {
    let builder = Client::builder(Environment::Production).transport(MockTransport::new());
    let client = builder.build().unwrap();
    let call = List(client.0.call(&LIST));
    let mut set_call = None;
    let counted = allocation_counter::measure(|| set_call = Some(set(call)));
    drop(set_call);
    counted.count_total
}

#[test]
fn a_setter_allocates_what_its_value_holds() {
    let owned = String::from("a name of some length, so that no text is too short to be kept");
    assert_eq!(allocations(|call| call.name(owned)), 0, "a text that is given away is kept");
    assert_eq!(allocations(|call| call.name("open")), 1, "a text that is lent is copied once");
    let (name, session) = (String::from("open"), String::from("s"));
    assert_eq!(allocations(|call| call.name(name).session(session)), 0);
    assert_eq!(allocations(|call| call.version(7)), 1, "a number's text");
    let tags = vec![String::from("a"), String::from("b")];
    assert_eq!(allocations(|call| call.tags(tags)), 0, "texts of a list that is given away");
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|call| call.name(std::hint::black_box(String::from("x")))), 1);
}
