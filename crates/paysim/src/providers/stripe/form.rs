//! Form bodies with brackets: `line_items[0][price_data][currency]=xof`, `payment_method_types[]=card`.

use serde_json::{Map, Value};

const DEPTH: usize = 8;

/// The parameters as a tree of objects, lists and texts; `None` if a name has no matching brackets or is too deep.
pub(super) fn parse(body: &str) -> Option<Value> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(body).ok()?;
    let mut root = Value::Object(Map::new());
    for (name, value) in fields {
        insert(&mut root, &path(&name)?, value);
    }
    Some(lists(root))
}

fn path(name: &str) -> Option<Vec<&str>> {
    let Some((head, rest)) = name.split_once('[') else { return (!name.contains(']')).then(|| vec![name]) };
    let rest = rest.strip_suffix(']')?;
    let mut path = vec![head];
    path.extend(rest.split("]["));
    let clean = path.iter().all(|part| !part.contains(['[', ']'])) && !head.is_empty() && path.len() <= DEPTH;
    clean.then_some(path)
}

fn insert(node: &mut Value, path: &[&str], value: String) {
    let Some((first, rest)) = path.split_first() else {
        *node = Value::String(value);
        return;
    };
    if !node.is_object() {
        *node = Value::Object(Map::new());
    }
    if let Some(object) = node.as_object_mut() {
        let name = if first.is_empty() { object.len().to_string() } else { (*first).to_owned() };
        insert(object.entry(name).or_insert(Value::Null), rest, value);
    }
}

/// Objects whose names are 0, 1, 2… become lists.
fn lists(node: Value) -> Value {
    match node {
        Value::Object(object) => {
            let is_list = !object.is_empty() && (0..object.len()).all(|index| object.contains_key(&index.to_string()));
            let mut object: Map<String, Value> = object.into_iter().map(|(name, value)| (name, lists(value))).collect();
            if is_list {
                Value::Array((0..object.len()).filter_map(|index| object.remove(&index.to_string())).collect())
            } else {
                Value::Object(object)
            }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn brackets_become_objects_and_lists() {
        let body = "a=1&b[c]=2&b[d][e]=3&l[]=x&l[]=y&m[0][p]=1&m[1][p]=2";
        let expected =
            json!({ "a": "1", "b": { "c": "2", "d": { "e": "3" } }, "l": ["x", "y"], "m": [{ "p": "1" }, { "p": "2" }] });
        assert_eq!(parse(body), Some(expected));
        assert_eq!(parse("metadata%5Bproject%5D=p%201"), Some(json!({ "metadata": { "project": "p 1" } })));
    }

    #[test]
    fn broken_names_are_refused() {
        for body in ["a[b=1", "a]b=1", "[a]=1", "a[b]c]=1", "a[b][c][d][e][f][g][h][i]=1"] {
            assert_eq!(parse(body), None, "{body}");
        }
    }
}
