//! Tokens in files, for programs on one machine: command-line tools, workers.
//!
//! In: tokens by key. Out: the same, to every process of this user. A file is replaced as a whole or not at all; what
//! does not read is kept aside and told.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{Hash, Hasher};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use super::record::{Format, name};
use super::{Lease, StoreError, StoreKey, StoredToken, TokenStore};
use crate::transport::BoxFuture;

/// How long somebody else may take for a token, before this program goes on without the lock.
const PATIENCE: Duration = Duration::from_secs(45);
/// How often a lock is tried.
const LOOK: Duration = Duration::from_millis(25);
/// More is not a token.
const LARGEST: u64 = 1 << 20;
/// A file that is not done after so long was left by a process that was killed.
const STALE: Duration = Duration::from_secs(300);

/// Keeps tokens in a folder, a file for each token.
///
/// Processes that use the same folder share their tokens: one of them renews, under a lock of the operating system that
/// ends with its process; the others wait and take what it got. Folder and files are for this user alone (modes 0700
/// and 0600); a file that others could read is not trusted. A file is replaced as a whole: who is killed in between
/// leaves the old one. A file that does not read is renamed to `….corrupt-…`, and the client's
/// `token_store_error()` says so. With the feature `encryption`, `encrypted` keeps tokens encrypted.
///
/// ```
/// use portolan_runtime::auth::FileStore;
///
/// let store = FileStore::new(std::env::temp_dir().join("my-tool").join("tokens"));
/// assert!(format!("{store:?}").contains("my-tool"));
/// ```
#[derive(Clone)]
pub struct FileStore(Arc<Folder>);

#[derive(Clone)]
struct Folder {
    path: PathBuf,
    format: Format,
    patience: Duration,
}

impl FileStore {
    /// Keeps tokens in this folder, which is made when it is first needed.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let format = Format::default();
        Self(Arc::new(Folder { path: folder.into(), format, patience: PATIENCE }))
    }

    /// Encrypts the tokens.
    #[cfg(feature = "encryption")]
    #[must_use]
    pub fn encrypted(self, key: super::EncryptionKey) -> Self {
        self.with(|folder| folder.format.key = Some(key))
    }

    /// Sets how long another process may hold the lock before this one goes on without it. Default: 45 s.
    #[must_use]
    pub fn lock_timeout(self, patience: Duration) -> Self {
        self.with(|folder| folder.patience = patience)
    }

    fn with(self, set: impl FnOnce(&mut Folder)) -> Self {
        let mut folder = Folder::clone(&self.0);
        set(&mut folder);
        Self(Arc::new(folder))
    }

    /// Does something with a key's file on a thread that may wait.
    async fn on<R: Send + 'static>(
        &self,
        key: &StoreKey,
        job: impl FnOnce(&Folder, &StoreKey) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StoreError> {
        let (folder, key) = (Arc::clone(&self.0), key.clone());
        tokio::task::spawn_blocking(move || job(&folder, &key)).await?
    }
}

impl TokenStore for FileStore {
    fn lock<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(async move {
            let file = self.on(key, Folder::open_lock).await?;
            let begin = tokio::time::Instant::now();
            loop {
                match file.try_lock() {
                    Ok(()) => return Ok(Lease::held(file)),
                    Err(TryLockError::WouldBlock) if begin.elapsed() < self.0.patience => {
                        tokio::time::sleep(LOOK).await;
                    }
                    Err(TryLockError::WouldBlock) => {
                        return Err("another process holds the token's lock for too long".into());
                    }
                    Err(TryLockError::Error(error)) => return Err(error.into()),
                }
            }
        })
    }

    fn load<'a>(
        &'a self,
        key: &'a StoreKey,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        Box::pin(self.on(key, Folder::load))
    }

    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        token: &'a StoredToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let token = token.clone();
        Box::pin(self.on(key, move |folder, key| folder.save(key, &token)))
    }

    fn remove<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.on(key, |folder, key| match fs::remove_file(folder.file(key, "json")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }))
    }
}

impl Folder {
    fn open_lock(&self, key: &StoreKey) -> Result<File, StoreError> {
        self.make()?;
        let file =
            private().write(true).create(true).truncate(false).open(self.file(key, "lock"))?;
        self.sweep(key);
        Ok(file)
    }

    fn load(&self, key: &StoreKey) -> Result<Option<StoredToken>, StoreError> {
        let path = self.file(key, "json");
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if is_open_to_others(&file)? {
            return Err(format!("others can read {}: it is not used", path.display()).into());
        }
        let mut bytes = zeroize::Zeroizing::new(Vec::new());
        file.take(LARGEST).read_to_end(&mut bytes)?;
        match self.format.read(key, &bytes) {
            Ok(token) => Ok(Some(token)),
            Err(problem) => {
                let aside = self.aside(key);
                fs::rename(&path, &aside)?;
                Err(format!("a token does not read ({problem}); kept as {}", aside.display())
                    .into())
            }
        }
    }

    fn save(&self, key: &StoreKey, token: &StoredToken) -> Result<(), StoreError> {
        self.make()?;
        let bytes = self.format.write(key, token)?;
        let new = self.file(key, &format!("{}.new", unique()));
        let written = private().write(true).create_new(true).open(&new).and_then(|mut file| {
            file.write_all(&bytes)?;
            file.sync_all()
        });
        let replaced = written.and_then(|()| fs::rename(&new, self.file(key, "json")));
        if replaced.is_err() {
            let _ = fs::remove_file(&new);
        }
        replaced?;
        // The rename itself is to survive a power cut; not every system can be asked for it.
        let _ = File::open(&self.path).and_then(|folder| folder.sync_all());
        Ok(())
    }

    fn make(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.path)
    }

    fn file(&self, key: &StoreKey, extension: &str) -> PathBuf {
        self.path.join(format!("{}.{extension}", stem(key)))
    }

    /// Returns a name that nothing has yet.
    fn aside(&self, key: &StoreKey) -> PathBuf {
        self.file(key, &format!("corrupt-{}", unique()))
    }

    /// Removes what processes left that were killed while they wrote.
    fn sweep(&self, key: &StoreKey) {
        let prefix = format!("{}.", stem(key));
        let Ok(entries) = fs::read_dir(&self.path) else { return };
        for entry in entries.flatten() {
            let file = entry.file_name();
            let ours = file.to_str().is_some_and(|n| n.starts_with(&prefix) && n.ends_with(".new"));
            if ours && is_stale(&entry.path()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn is_stale(path: &Path) -> bool {
    let age = fs::metadata(path)
        .and_then(|data| data.modified())
        .map(|time| SystemTime::now().duration_since(time).unwrap_or_default());
    age.is_ok_and(|age| age > STALE)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn is_open_to_others(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &File) -> io::Result<bool> {
    Ok(false)
}

/// Returns the name of a key's files: what a person can read of it, and a number that tells it apart. (Should two keys
/// have the same number, each finds the other's file unreadable: neither is ever used for the other.)
fn stem(key: &StoreKey) -> String {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    name(key).hash(&mut hash);
    let readable: String = format!("{}-{}", key.origin.replace("://", "-"), key.scheme)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '.' { c } else { '_' })
        .take(80)
        .collect();
    format!("{readable}-{:016x}", hash.finish())
}

/// FNV-1a: the same in every process and version, which the standard library's hash is not.
struct Fnv(u64);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Returns a text that no other process, nor this one before, has used for a file.
fn unique() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{}-{}-{count}", now.as_micros(), std::process::id())
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileStore({})", self.0.path.display())
    }
}
