//! What the generator writes for a tag, by hand.

use portolan_runtime::generated::{
    Call, Core, Nullable, Operation, Param, ParamValue, PlainText, Timestamp, call, errors,
    newtype, open_enum, responses,
};

/// `GET /accounts/{id}`
pub static GET: Operation<Account, GetError> =
    Operation::get("getAccount", "/accounts/{id}").status(200);
/// `GET /accounts`
pub static LIST: Operation<Vec<Account>, ListError> =
    Operation::get("listAccounts", "/accounts").status(200);
/// `POST /accounts`
pub static CREATE: Operation<CreateOutput, CreateError> =
    Operation::post("createAccount", "/accounts").accept("application/json, text/plain");
/// `DELETE /accounts/{id}`
pub static CLOSE: Operation<(), GetError> =
    Operation::delete("closeAccount", "/accounts/{id}").status(204);

/// Operations on accounts.
#[derive(Clone, Debug)]
pub struct Accounts(pub(crate) Core);

impl Accounts {
    /// Returns one account.
    pub fn get(&self, id: impl Into<AccountId>) -> Call<Account, GetError> {
        self.0.call(&GET).path("id", id.into())
    }

    /// Lists accounts.
    pub fn list(&self) -> List {
        List(self.0.call(&LIST))
    }

    /// Opens an account.
    pub fn create(&self, body: &Account) -> Create {
        Create(self.0.call(&CREATE).json(body))
    }

    /// Closes an account.
    pub fn close(&self, id: impl Into<AccountId>) -> Call<(), GetError> {
        self.0.call(&CLOSE).path("id", id.into())
    }
}

call! {
    /// [`Accounts::list`] with its optional parameters.
    pub struct List(Vec<Account>, ListError);
}

impl List {
    /// Only those in a state.
    pub fn status(self, value: Status) -> Self {
        Self(self.0.query("status", value))
    }

    /// At most so many.
    pub fn limit(self, value: i64) -> Self {
        Self(self.0.query("limit", value))
    }

    /// Only those whose name fits.
    pub fn name(self, value: impl Into<String>) -> Self {
        Self(self.0.query("name", value.into()))
    }

    /// Only those opened then.
    pub fn opened(self, value: &Opened) -> Self {
        Self(self.0.query_as(portolan_runtime::Style::DEEP_OBJECT, "opened", value))
    }
}

call! {
    /// [`Accounts::create`] with its optional parameters.
    pub struct Create(CreateOutput, CreateError);
}

impl Create {
    /// Checks without opening. Default: `false`.
    pub fn dry_run(self, value: bool) -> Self {
        Self(self.0.query("dryRun", value))
    }
}

errors! {
    /// Failures of [`Accounts::get`] and [`Accounts::close`].
    pub enum GetError {
        /// There is no such account.
        404 => NotFound(Problem),
        410 => Gone,
    }
}

errors! {
    /// Failures of [`Accounts::list`].
    pub enum ListError {
        400..=499 => ClientError(Problem),
        _ => Default(PlainText),
    }
}

errors! {
    /// Failures of [`Accounts::create`].
    pub enum CreateError {
        409 => Conflict(Problem),
    }
}

responses! {
    /// What [`Accounts::create`] gives.
    pub enum CreateOutput {
        /// It was opened.
        201 => Created(Account),
        /// Nothing was wrong.
        204 => NoContent,
        /// It will be opened.
        202 => Accepted(PlainText),
    }
}

newtype! {
    /// Number on the card.
    pub struct AccountId(String);
}

open_enum! {
    /// State of an account.
    pub enum Status {
        /// Usable.
        Open = "open",
        /// Not usable.
        Frozen = "frozen",
    }
}

/// When accounts were opened.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Opened {
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
}

impl Param for Opened {
    fn param(&self) -> ParamValue {
        ParamValue::object().field("from", &self.from).field("to", &self.to)
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Account {
    /// Number on the card.
    pub id: AccountId,
    /// Whether it can be used.
    pub status: Status,
    /// When closed; `null` once reopened.
    pub closed_at: Option<Nullable<Timestamp>>,
}

impl Account {
    /// What the definition requires.
    pub fn new(id: impl Into<AccountId>, status: Status) -> Self {
        Self { id: id.into(), status, closed_at: None }
    }
}

portolan_runtime::object!(Account {
    0 required id: "id",
    1 required status: "status",
    2 optional closed_at: "closedAt",
});

/// What went wrong.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Problem {
    /// In words.
    pub title: String,
}

impl Problem {
    /// What the definition requires.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into() }
    }
}

portolan_runtime::object!(Problem {
    0 required title: "title",
});
