//! Reading JSON in few bytes of program. serde_json names every mistake and takes structures in every form that JSON could have, for each
//! type anew; a phone only needs to know whether the answer is the contract's. Here a text becomes a tree, and types are read from the
//! tree, structures from maps alone, with a failure that says nothing. Types keep their `Deserialize`; writing stays serde_json's.

mod parse;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use std::{fmt, vec::IntoIter};

/// It is not what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotThat;

/// A JSON value.
#[cfg_attr(test, derive(Debug, PartialEq))]
enum Node {
    Null,
    Bool(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
}

/// Reads a value from a text.
///
/// # Errors
/// The text is no JSON, or of another shape.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, NotThat> {
    T::deserialize(parse::parse(text).ok_or(NotThat)?)
}

impl fmt::Display for NotThat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not_that")
    }
}

impl std::error::Error for NotThat {}

impl Error for NotThat {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }
    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn missing_field(_: &'static str) -> Self {
        Self
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// Kinds that are read alike.
macro_rules! alike {
    ($($method:ident)* => $read:ident) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotThat> {
            self.$read(visitor)
        })*
    };
}

impl Node {
    fn whole<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotThat> {
        match self {
            Self::Whole(number) => match u64::try_from(number) {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => visitor.visit_i64(number),
            },
            _ => Err(NotThat),
        }
    }

    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotThat> {
        match self {
            Self::Number(number) => visitor.visit_f64(number),
            Self::Whole(number) => visitor.visit_f64(number as f64),
            _ => Err(NotThat),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotThat> {
        if let Self::Text(text) = self { visitor.visit_string(text) } else { Err(NotThat) }
    }

    fn list<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotThat> {
        if let Self::List(list) = self { visitor.visit_seq(Items(list.into_iter())) } else { Err(NotThat) }
    }

    fn map<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotThat> {
        if let Self::Map(map) = self {
            visitor.visit_map(Entries { rest: map.into_iter(), value: None })
        } else {
            Err(NotThat)
        }
    }
}

impl<'de> Deserializer<'de> for Node {
    type Error = NotThat;

    alike!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64 => whole);
    alike!(deserialize_f32 deserialize_f64 => number);
    alike!(deserialize_str deserialize_string deserialize_char deserialize_identifier => text);
    alike!(deserialize_seq deserialize_bytes deserialize_byte_buf => list);
    alike!(deserialize_map => map);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotThat> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(yes) => visitor.visit_bool(yes),
            Self::Whole(_) => self.whole(visitor),
            Self::Number(_) => self.number(visitor),
            Self::Text(_) => self.text(visitor),
            Self::List(_) => self.list(visitor),
            Self::Map(_) => self.map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotThat> {
        if let Self::Bool(yes) = self { visitor.visit_bool(yes) } else { Err(NotThat) }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotThat> {
        if matches!(self, Self::Null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotThat> {
        if matches!(self, Self::Null) { visitor.visit_unit() } else { Err(NotThat) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, NotThat> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, NotThat> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, NotThat> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, NotThat> {
        self.list(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotThat> {
        self.map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotThat> {
        let (name, inside) = match self {
            Self::Text(_) => (self, Self::Null),
            Self::Map(mut map) if map.len() == 1 => map.pop().ok_or(NotThat)?,
            _ => return Err(NotThat),
        };
        visitor.visit_enum(Variant { name, inside })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotThat> {
        visitor.visit_unit()
    }
}

struct Items(IntoIter<Node>);

impl<'de> SeqAccess<'de> for Items {
    type Error = NotThat;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, NotThat> {
        self.0.next().map(|node| seed.deserialize(node)).transpose()
    }
}

struct Entries {
    rest: IntoIter<(Node, Node)>,
    value: Option<Node>,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = NotThat;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, NotThat> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, NotThat> {
        seed.deserialize(self.value.take().ok_or(NotThat)?)
    }
}

struct Variant {
    name: Node,
    inside: Node,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = NotThat;
    type Variant = Node;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Node), NotThat> {
        Ok((seed.deserialize(self.name)?, self.inside))
    }
}

impl<'de> VariantAccess<'de> for Node {
    type Error = NotThat;

    fn unit_variant(self) -> Result<(), NotThat> {
        if matches!(self, Self::Null) { Ok(()) } else { Err(NotThat) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, NotThat> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, NotThat> {
        self.list(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, NotThat> {
        self.map(visitor)
    }
}

#[cfg(test)]
mod tests;
