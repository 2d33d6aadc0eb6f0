//! Where an API, or one of its operations, is served.
//!
//! In and out: plain data, as in the rest of [`ir`](super). It must not know which server is used.

/// A server: one base URL, which may have variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    /// The template, as in the definition; may be relative.
    pub url: String,
    /// What the definition calls it: `x-portolan-name`, `name` (3.2) or a short `description`.
    pub name: Option<String>,
    /// Description as in the definition.
    pub description: Option<String>,
    /// Variables of the template, in order.
    pub variables: Vec<ServerVariable>,
}

/// A variable of a server's URL template.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerVariable {
    /// Name between the braces.
    pub name: String,
    /// Used where nothing else is given; `None`: it has to be given.
    pub default: Option<String>,
    /// The values that the definition lists; empty means any.
    pub values: Vec<String>,
    /// Description as in the definition.
    pub description: Option<String>,
}

impl Server {
    /// The server of a definition that names none (OpenAPI 3.0.4, 4.7.1).
    pub fn root() -> Self {
        Self { url: "/".to_owned(), name: None, description: None, variables: Vec::new() }
    }

    /// Returns the URL with the defaults that its variables have.
    pub fn default_url(&self) -> String {
        let mut url = self.url.clone();
        for variable in &self.variables {
            if let Some(default) = &variable.default {
                url = url.replace(&format!("{{{}}}", variable.name), default);
            }
        }
        url
    }

    /// Tells whether the URL says where it is. What begins with a value that has to be given says it then.
    pub fn is_absolute(&self) -> bool {
        let url = self.default_url();
        url.contains("://") || url.starts_with('{')
    }

    /// Tells whether the URL is nothing but the root of a server that nobody names.
    pub fn is_root(&self) -> bool {
        self.default_url().trim_matches('/').is_empty()
    }

    /// Tells whether it is complete without anything that has to be given.
    pub fn is_complete(&self) -> bool {
        self.is_absolute() && self.variables.iter().all(|variable| variable.default.is_some())
    }
}
