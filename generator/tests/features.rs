//! A feature a tag holds under load: each alone, none, all, and random sets compile without a warning.
//!
//! The definition has what makes sets differ: types that one, two or all tags reach, a family whose children belong to different tags, unions, pages,
//! streams, headers, an event, and a tag without operations.

#[allow(dead_code)] // The definition is its own, none of the cases.
mod support;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const DEFINITION: &str = r##"
openapi: 3.1.0
info: { title: Sets, version: '1' }
servers: [{ url: 'https://sets.example' }]
tags: [{ name: none }]
paths:
  /plain: { get: { operationId: plain, responses: { '200': { $ref: '#/components/responses/One' } } } }
  /a:
    get:
      operationId: listA
      tags: [a]
      parameters: [{ $ref: '#/components/parameters/Limit' }, { name: page, in: query, schema: { type: integer } }]
      responses:
        '200': { description: A page., content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Shared' } } } } }
        '404': { $ref: '#/components/responses/Problem' }
    post:
      operationId: putA
      tags: [a, b]
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Cat' } } } }
      responses: { '200': { $ref: '#/components/responses/One' } }
  /b:
    get:
      operationId: getB
      tags: [b]
      responses:
        '200':
          description: One.
          headers: { X-Total: { schema: { type: integer } } }
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
        '404': { $ref: '#/components/responses/Problem' }
  /c:
    get:
      operationId: getC
      tags: [c]
      parameters: [{ $ref: '#/components/parameters/Limit' }]
      responses: { '200': { description: One., content: { application/json: { schema: { $ref: '#/components/schemas/Either' } } } } }
    post:
      operationId: putC
      tags: [c]
      requestBody:
        content: { multipart/form-data: { schema: { type: object, properties: { file: { type: string, format: binary }, of: { $ref: '#/components/schemas/Shared' } } } } }
      responses: { '204': { description: Done. } }
  /d:
    get:
      operationId: followD
      tags: [d]
      responses: { '200': { description: Events., content: { text/event-stream: { schema: { $ref: '#/components/schemas/OfD' } } } } }
webhooks:
  told: { post: { operationId: told, requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Dog' } } } }, responses: { '200': { description: OK } } } }
components:
  parameters:
    Limit: { name: limit, in: query, schema: { type: integer } }
  responses:
    One: { description: One., content: { application/json: { schema: { $ref: '#/components/schemas/Shared' } } } }
    Problem: { description: A problem., content: { application/json: { schema: { $ref: '#/components/schemas/Problem' } } } }
  schemas:
    Shared: { type: object, required: [kind], properties: { kind: { type: string, enum: [x, y] }, of: { $ref: '#/components/schemas/Deep' } } }
    Deep: { type: object, properties: { again: { $ref: '#/components/schemas/Shared' } } }
    Problem: { type: object, properties: { title: { type: string }, about: { $ref: '#/components/schemas/Deep' } } }
    Pet: { type: object, required: [type], properties: { type: { type: string } }, discriminator: { propertyName: type } }
    Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { lives: { $ref: '#/components/schemas/OfA' } } }] }
    Dog: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { bone: { $ref: '#/components/schemas/Deep' } } }] }
    OfA: { type: object, properties: { x: { type: string } } }
    OfD: { type: object, properties: { x: { $ref: '#/components/schemas/Either' } } }
    Either: { oneOf: [{ $ref: '#/components/schemas/Shared' }, { type: string }] }
    OfNone: { type: object, properties: { x: { $ref: '#/components/schemas/OfA' } } }
"##;

/// Random sets beside those that are named.
const RANDOM: u32 = 6;

struct Crate {
    folder: PathBuf,
    target: PathBuf,
    features: Vec<String>,
}

impl Crate {
    fn draw() -> Self {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
        let (_, output) = support::draw("sets.yaml", DEFINITION, &repository.join("runtime"));
        let said: Vec<&str> = output.diagnostics.iter().map(|it| it.message.as_str()).collect();
        assert!(!output.files.is_empty(), "{said:?}");
        let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = scratch.join("features");
        let mut features = Vec::new();
        for file in output.files {
            let path = folder.join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let mut text = file.text;
            if file.path == "Cargo.toml" {
                let names = text.lines().filter_map(|line| line.split_once(" = [")).map(|it| it.0);
                let is_set = |name: &&str| name.starts_with("tag-") || *name == "events";
                features = names.filter(is_set).map(str::to_owned).collect();
                text.push_str(
                    "\n[workspace]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
                );
            }
            if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
                fs::write(&path, text).unwrap();
            }
        }
        fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        // The runtime is there already where the cases were compiled.
        Self { folder, target: scratch.join("cases/target"), features }
    }

    fn check(&self, features: &[&str]) -> Result<(), String> {
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--quiet", "--offline", "--no-default-features", "--features"])
            .arg(features.join(","))
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("RUSTFLAGS", "-D warnings")
            .output()
            .expect("cargo runs");
        match output.status.success() {
            true => Ok(()),
            false => Err(format!("{features:?}:\n{}", String::from_utf8_lossy(&output.stderr))),
        }
    }
}

#[test]
fn every_set_of_features_compiles() {
    let drawn = Crate::draw();
    let tags: Vec<&str> = drawn.features.iter().map(String::as_str).collect();
    assert!(tags.len() >= 4, "{tags:?}");
    let mut sets: Vec<Vec<&str>> =
        vec![Vec::new(), tags.clone(), vec!["cli"], vec!["unused-types"]];
    sets.extend(tags.iter().map(|tag| vec![*tag]));
    // A generator of the simplest kind: the same sets each time.
    let mut state = 8_u32;
    for _ in 0..RANDOM {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let is_in = |index: usize| state >> (8 + index) & 1 == 1;
        let mut set: Vec<&str> = tags
            .iter()
            .enumerate()
            .filter(|(index, _)| is_in(*index))
            .map(|(_, tag)| *tag)
            .collect();
        set.extend(is_in(16).then_some("cli"));
        set.extend(is_in(17).then_some("unused-types"));
        sets.push(set);
    }
    let wrong: Vec<String> = sets.iter().filter_map(|set| drawn.check(set).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
