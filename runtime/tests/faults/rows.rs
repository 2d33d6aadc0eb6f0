//! Makes a test of each row for each system that it applies to.

/// `row: A B C D H` makes tests `row::system_a`, … of the function `row(system)`; H is D in headers.
macro_rules! rows {
    ($($row:ident: $($system:ident)+;)+) => {$(
        mod $row {
            $(rows!(@test paused $row $system);)+
        }
    )+};
    // What the clock of the machine measures, on threads.
    (real $($row:ident: $($system:ident)+;)+) => {$(
        mod $row {
            $(rows!(@test real $row $system);)+
        }
    )+};
    // What makes its own runtimes.
    (plain $($row:ident: $($system:ident)+;)+) => {$(
        mod $row {
            $(rows!(@test plain $row $system);)+
        }
    )+};
    (@test $kind:ident $row:ident A) => { rows!(@$kind $row "A" system_a); };
    (@test $kind:ident $row:ident B) => { rows!(@$kind $row "B" system_b); };
    (@test $kind:ident $row:ident C) => { rows!(@$kind $row "C" system_c); };
    (@test $kind:ident $row:ident D) => { rows!(@$kind $row "D" system_d); };
    (@test $kind:ident $row:ident H) => { rows!(@$kind $row "D, in headers" system_d_headers); };
    (@paused $row:ident $name:literal $test:ident) => {
        #[tokio::test(start_paused = true)]
        async fn $test() {
            super::$row(crate::systems::system($name)).await;
        }
    };
    (@real $row:ident $name:literal $test:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            super::$row(crate::systems::system($name)).await;
        }
    };
    (@plain $row:ident $name:literal $test:ident) => {
        #[test]
        fn $test() {
            super::$row(crate::systems::system($name));
        }
    };
}
