//! Draws the definition that `PORTOLAN_SPEC` names into `PORTOLAN_OUT`: a tool for trying, not a test.

use portolan_generator::analyze::analyze;
use portolan_generator::diagnostic::Sink;
use portolan_generator::emit::{Options, Runtime, emit, mark};
use portolan_generator::names::name;
use portolan_generator::render::render;
use portolan_generator::{Source, lower, read};

#[test]
#[ignore = "a tool"]
fn draw_file() {
    let path = std::env::var("PORTOLAN_SPEC").unwrap();
    let out = std::env::var("PORTOLAN_OUT").unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let mut sink = Sink::default();
    let source = Source::new(&path, &text);
    let document = read(&source, &mut sink, &mut |_| ()).unwrap();
    let api = lower::lower(&document, &mut sink);
    let start = std::time::Instant::now();
    let facts = analyze(&api);
    let names = name(&api, &facts, "drawn", &mut sink);
    eprintln!("facts and names {:?}", start.elapsed());
    let options = Options {
        runtime: Runtime::Path(std::env::var("PORTOLAN_RUNTIME").unwrap()),
        source: "drawn".into(),
        workspace: false,
    };
    let units = emit(&api, &facts, &names, &options);
    eprintln!("emit {:?}", start.elapsed());
    let files = render(units, &mark(&options));
    eprintln!("render {:?}", start.elapsed());
    let lines: usize = files.iter().map(|file| file.text.lines().count()).sum();
    eprintln!(
        "{} operations, {} types, {} files, {lines} lines",
        api.operations.len(),
        api.types.len(),
        files.len()
    );
    for file in files {
        let path = std::path::Path::new(&out).join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.text).unwrap();
    }
}
