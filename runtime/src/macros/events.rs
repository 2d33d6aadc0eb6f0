//! `events!`: enums of what events of a stream are, by name.

/// Defines the events of a stream by name.
///
/// A row is the name of an event (one without a name is a `message`), the variant, and the type of the data. Behind the rows
/// may stand the data by which the stream ends. An event that fits no row is kept as it came.
///
/// ```
/// use portolan_runtime::PlainText;
/// use portolan_runtime::generated::{RawEvent, StreamItem, events};
///
/// events! {
///     /// Events of `answers().follow()`.
///     pub enum FollowEvent {
///         /// A piece of the answer.
///         "delta" => Delta(PlainText),
///         "usage" => Usage(i64),
///     } ends "[DONE]"
/// }
///
/// assert_eq!(FollowEvent::read(&RawEvent::new("usage", "12"))?, FollowEvent::Usage(12));
/// assert!(FollowEvent::is_end(&RawEvent::new("", "[DONE]")));
/// assert_eq!(FollowEvent::Usage(12).to_event(), RawEvent::new("usage", "12"));
/// # Ok::<(), portolan_runtime::json::DecodeError>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! events {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$row:meta])* $event:literal $(| $more:literal)* => $variant:ident($data:ty)),* $(,)?
    } $(ends $($end:literal)|+)?) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$row])* $variant($data),)*
            /// An event of a name that the definition does not have.
            Unknown($crate::generated::RawEvent),
        }

        impl $crate::generated::StreamItem for $name {
            #[inline]
            fn is_end(event: &$crate::generated::RawEvent) -> bool {
                let ends: &[&str] = &[$($($end),+)?];
                ends.contains(&event.data())
            }

            #[inline]
            fn read(
                event: &$crate::generated::RawEvent,
            ) -> ::core::result::Result<Self, $crate::generated::DecodeError> {
                match event.name() {
                    $($event $(| $more)* => <$data as $crate::generated::StreamItem>::read(event).map(Self::$variant),)*
                    #[allow(unreachable_patterns)]
                    _ => ::core::result::Result::Ok(Self::Unknown(event.unknown())),
                }
            }

            #[inline]
            fn write_item(&self, w: &mut $crate::generated::Writer) {
                match self {
                    $(Self::$variant(data) => $crate::generated::StreamItem::write_item(data, w),)*
                    Self::Unknown(event) => $crate::generated::StreamItem::write_item(event, w),
                }
            }

            #[inline]
            fn to_event(&self) -> $crate::generated::RawEvent {
                match self {
                    $(Self::$variant(data) => $crate::generated::StreamItem::to_event(data).named($event),)*
                    Self::Unknown(event) => event.clone(),
                }
            }
        }
    };
}
