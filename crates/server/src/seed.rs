//! Made-up dossiers for a demonstration.

use crate::{app::Policy, world::World};
use motcua_storage::Store;
use std::error::Error;

/// Fills.
///
/// # Errors
/// When it cannot.
pub async fn fill(_store: Store, _world: World, _policy: Policy, _count: u32) -> Result<u32, Box<dyn Error>> {
    Ok(0)
}
