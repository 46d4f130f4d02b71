//! The design system: accessible components without words, routes or requests of their own.
