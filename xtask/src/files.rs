//! The other files of a definition: those below its folder, and, where a person says so, of other folders and hosts.
//!
//! In: what `$ref`s lead to. Out: texts. Nothing else is read: not by `..`, nor by a link, nor after a redirection.

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use portolan_generator::{Files, Location, Source, Unread};

use crate::input;

/// A text from another host may have as many bytes.
const LONGEST: u64 = 32 << 20;
const PATIENCE: Duration = Duration::from_secs(30);
const MOST_REDIRECTIONS: usize = 5;

/// What a person lets a definition read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allowed {
    /// Folders beside the definition's own.
    pub(crate) roots: Vec<PathBuf>,
    /// Hosts, each `host` or `host:port`.
    pub(crate) hosts: Vec<String>,
}

/// Reads what may be read.
pub(crate) struct Disk {
    /// The definition's folder.
    folder: PathBuf,
    roots: Vec<PathBuf>,
    hosts: Vec<String>,
    /// From which folder on files are called by their paths.
    shown_from: PathBuf,
}

impl Disk {
    pub(crate) fn new(
        definition: &Path,
        allowed: &Allowed,
        shown_from: &Path,
    ) -> Result<Self, String> {
        let folder = match definition.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let real = |path: &Path| {
            path.canonicalize().map_err(|e| format!("cannot read {}: {e}", path.display()))
        };
        let folder = real(folder)?;
        let mut roots = vec![folder.clone()];
        for root in &allowed.roots {
            roots.push(real(root)?);
        }
        let shown_from = shown_from.canonicalize().unwrap_or_else(|_| shown_from.to_owned());
        Ok(Self { folder, roots, hosts: allowed.hosts.clone(), shown_from })
    }

    fn file(&self, path: &str) -> Result<Source, Unread> {
        let path = self.folder.join(path);
        let outside = || {
            let folder = self.folder.display();
            Unread::Refused(format!("it lies outside of the definition's folder, {folder}"))
        };
        // What lies outside is not even looked at.
        if !self.is_inside(&lexical(&path)) {
            return Err(outside());
        }
        let failed = |e: std::io::Error| Unread::Failed(e.to_string());
        let real = path.canonicalize().map_err(failed)?;
        if !self.is_inside(&real) {
            return Err(outside());
        }
        if !real.is_file() {
            return Err(Unread::Failed("it is no file".to_owned()));
        }
        input::text(&self.shown_from, &real).map_err(Unread::Failed)
    }

    fn is_inside(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| path.starts_with(root))
    }

    fn url(&self, url: &str) -> Result<Source, Unread> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .build()
            .into();
        let failed = |e: &dyn std::fmt::Display| Unread::Failed(e.to_string());
        let mut at = url.to_owned();
        for _ in 0..=MOST_REDIRECTIONS {
            self.admit(&at)?;
            let mut answer = agent
                .get(&at)
                .header("accept", "application/yaml, application/json, text/*;q=0.5")
                .call()
                .map_err(|e| failed(&e))?;
            let status = answer.status();
            if status.is_redirection() {
                let to = answer.headers().get("location").and_then(|to| to.to_str().ok());
                let to = to.map(|to| to.split('#').next().unwrap_or_default());
                let next = to.and_then(|to| Location::Url(at.clone()).resolve(to));
                let Some(Location::Url(next)) = next else {
                    return Err(Unread::Failed("it redirects to nowhere".to_owned()));
                };
                at = next;
                continue;
            }
            if !status.is_success() {
                return Err(Unread::Failed(format!("it answers {status}")));
            }
            let mut bytes = Vec::new();
            let reader = answer.body_mut().as_reader();
            reader.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|e| failed(&e))?;
            if bytes.len() as u64 > LONGEST {
                return Err(Unread::Failed(format!("it is longer than {} MiB", LONGEST >> 20)));
            }
            let text = String::from_utf8(bytes)
                .map_err(|_| Unread::Failed("it is not UTF-8".to_owned()))?;
            return Ok(Source::new(url, text));
        }
        Err(Unread::Failed(format!("it redirects more than {MOST_REDIRECTIONS} times")))
    }

    /// Tells whether a person allows the host of a URL.
    fn admit(&self, url: &str) -> Result<(), Unread> {
        let refused = |host: &str| Unread::Refused(format!("it is on another host, `{host}`"));
        let parsed: ureq::http::Uri =
            url.parse().map_err(|_| Unread::Failed("it is no URL".to_owned()))?;
        let Some(authority) = parsed.authority() else { return Err(refused("")) };
        let port = match (parsed.scheme_str(), authority.port_u16()) {
            (Some("http"), Some(80) | None) | (Some("https"), Some(443) | None) => None,
            (Some("http" | "https"), port) => port,
            _ => return Err(refused(authority.host())),
        };
        let shown = match port {
            Some(port) => format!("{}:{port}", authority.host()),
            None => authority.host().to_owned(),
        };
        let allowed = self.hosts.iter().any(|host| host.eq_ignore_ascii_case(&shown));
        if allowed { Ok(()) } else { Err(refused(&shown)) }
    }
}

impl Files for Disk {
    fn read(&mut self, location: &Location) -> Result<Source, Unread> {
        match location {
            Location::File(path) => self.file(path),
            Location::Url(url) => self.url(url),
        }
    }
}

/// A path without `..`, whatever is there.
fn lexical(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}
