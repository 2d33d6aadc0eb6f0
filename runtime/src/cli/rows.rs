//! `commands!`: the operations of a module as the program has them.

/// Says how the program calls the operations of a module, a row each.
///
/// The head names the list of them, the module of their constants, and what of the client has their methods. A row is the operation's
/// constant, its name for people, what it does where that is known, and the call: a method with the flags that are required, and setters with
/// those that are not. `as pages` and `as stream` say what the answers can be too.
///
/// ```
/// # mod things {
/// #     use portolan_runtime::NoError;
/// #     use portolan_runtime::generated::{Core, Operation, Paging, call, pages};
/// #     pub static LIST: Operation<Vec<i64>, NoError> = Operation::get("list", "/things").status(200);
/// #     pub static SAVE: Operation<(), NoError> = Operation::put("save", "/things/{id}").status(204);
/// #     call! { pub struct List(Vec<i64>, NoError); }
/// #     impl List {
/// #         pub fn page(self, value: i64) -> Self { Self(self.0.query("page", value)) }
/// #     }
/// #     pages! { List(Vec<i64>, NoError) => i64, |page| page, Paging::number("page", 1) }
/// #     call! { pub struct Save((), NoError); }
/// #     impl Save {
/// #         pub fn body(self, value: &[i64]) -> Self { Self(self.0.json(&value.to_vec())) }
/// #     }
/// #     pub struct Things(pub Core);
/// #     impl Things {
/// #         pub fn list(&self) -> List { List(self.0.call(&LIST)) }
/// #         pub fn save(&self, id: i64) -> Save { Save(self.0.call(&SAVE).path("id", id)) }
/// #     }
/// # }
/// # use portolan_runtime::generated::Core;
/// # pub struct Client(Core);
/// # impl Client { fn things(&self) -> things::Things { things::Things(self.0.clone()) } }
/// use portolan_runtime::generated::cli::{commands, flags};
///
/// commands! {
///     pub static COMMANDS of things = |client: &Client, args| client.things();
///     LIST "list-things", "Lists things." => list().page(PAGE) as pages;
///     SAVE "save-thing", "Keeps one." => save(ID)?.body(&args.body::<Vec<i64>>()?) takes "application/json";
/// }
///
/// flags! {
///     ID: i64 = path("id", "id", "Its number.").required();
///     PAGE: i64 = query("page", "page", "");
/// }
/// assert_eq!(COMMANDS.len(), 2);
/// ```
///
/// What is taken out of `args` is a body: `save(ID; args.text()?)` gives the method its last argument, and `?.` stands before a setter that is
/// called where there is a body. A call that is more than that is a function, whose flags the row lists:
/// `SAVE "save-thing", "Keeps one.": fn save(ID) takes "text/plain", "application/json";`
#[doc(hidden)]
#[macro_export]
macro_rules! __commands {
    (
        $vis:vis static $list:ident of $module:ident = |$client:ident: &$of:ty, $args:ident| $group:expr;
        $(
            $operation:ident $name:literal $(, $about:literal)?
            $(: fn $written:ident($($its:ident),*) $(as $its_kind:ident)*)?
            $(=> $method:ident($($flag:ident),* $(; $body:expr)?) $(.$set:ident($may:ident))*
                $(?.$fill:ident($given:expr))? $(as $kind:ident)*)?
            $(takes $($media_type:literal),+)?;
        )*
    ) => {
        $vis static $list: &[$crate::cli::Command<$of>] = &[$(
            $crate::cli::Command::new(
                &$module::$operation,
                $name,
                ::core::concat!($($about)?),
                &[$($($its.spec()),*)? $($($flag.spec(),)* $($may.spec(),)*)?],
                &[$($($media_type),+)?],
                $($written)? $($method)?,
            )$($(.$its_kind())*)? $($(.$kind())*)?,
        )*];

        $($(
            // What people are told not to use, scripts may.
            #[allow(deprecated)]
            fn $method(
                $client: &$of,
                $args: &mut $crate::cli::Args,
            ) -> ::core::result::Result<$crate::cli::Run, $crate::cli::Wrong> {
                let call = $group.$method($($args.need(&$flag)?,)* $($body)?);
                $(let call = match $args.get(&$may)? {
                    ::core::option::Option::Some(value) => call.$set(value),
                    ::core::option::Option::None => call,
                };)*
                $(let call = if $args.has_body() { call.$fill($given) } else { call };)?
                $($crate::__commands!(@$kind $args call);)*
                $args.send(call)
            }
        )?)*
    };
    (@stream $args:ident $call:ident) => {
        if $args.streams() {
            return $args.send_stream($call.stream());
        }
    };
    (@pages $args:ident $call:ident) => {
        if $args.pages() {
            return $args.send_pages($call.pages());
        }
    };
}
