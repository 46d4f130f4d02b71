//! A server without a socket: its state in a folder of its own, its clock in the test's hand.

use crate::Client;
use axum::Router;
use jiff::Timestamp;
use motcua_domain::staff::Role;
use motcua_server::{
    app::{App, Policy},
    clock::{Clock, ManualClock},
    demo::{self, DemoAccount},
    http::{assets::Assets, fixed},
    world::{Sources, World},
};
use motcua_storage::Store;
use std::sync::Arc;
use tempfile::TempDir;

/// The address it believes to have.
pub const PUBLIC_URL: &str = "http://localhost:3000";
/// Tests begin on a Monday at nine in the morning, local time.
pub const START: &str = "2026-11-23T09:00:00+07:00";
/// The password of every account that tests make.
pub const PASSWORD: &str = "mat-khau-dai";

/// A running server.
pub struct House {
    pub app: Arc<App>,
    pub clock: Arc<ManualClock>,
    router: Router,
    policy: Policy,
    dir: TempDir,
}

/// Tests never depend on how full the machine's disk is.
#[must_use]
pub fn policy() -> Policy {
    Policy { disk_reserve: 0, disk_share: 0, ..Policy::default() }
}

impl House {
    pub async fn open() -> Self {
        Self::with(policy()).await
    }

    pub async fn with(policy: Policy) -> Self {
        let clock = Arc::new(ManualClock::new(START.parse::<Timestamp>().expect("a time")));
        Self::build(tempfile::tempdir().expect("a folder"), clock, policy).await
    }

    /// The same folder, another process's memory.
    pub async fn restart(self) -> Self {
        self.app.store.close().await;
        Self::build(self.dir, self.clock, self.policy).await
    }

    async fn build(dir: TempDir, clock: Arc<ManualClock>, policy: Policy) -> Self {
        let store = Store::open(dir.path()).await.expect("a store");
        let world =
            World::load(Sources { public_url: PUBLIC_URL, ..Sources::default() }).expect("the shipped procedures");
        let clerk: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let app = Arc::new(App::new(store, world, clerk, policy).expect("an app"));
        let router = fixed::router(Arc::clone(&app), Assets::default());
        Self { app, clock, router, policy, dir }
    }

    /// Somebody without any token.
    #[must_use]
    pub fn visitor(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// A registered device.
    pub async fn phone(&self) -> Client {
        let mut client = self.visitor();
        client.register().await;
        client
    }

    /// A signed-in member of staff; the account is made.
    pub async fn clerk(&self, user: &str) -> Client {
        // A small ward's one-stop unit: one person for everything.
        self.staff(user, &[Role::Receptionist, Role::Clerk, Role::Officer, Role::Leader]).await
    }

    /// A signed-in member of staff with these roles, working on every field; the account is made.
    pub async fn staff(&self, user: &str, roles: &[Role]) -> Client {
        let fields = ["ho_tich", "chung_thuc", "bao_tro_xa_hoi"].map(str::to_owned).to_vec();
        let account = DemoAccount {
            user: user.to_owned(),
            name: "Cán bộ Thử".to_owned(),
            password: PASSWORD.to_owned(),
            roles: roles.to_vec(),
            fields,
        };
        demo::add(&self.app.store, &account, self.app.now()).await.expect("an account");
        let mut client = self.visitor();
        client.sign_in(user, PASSWORD).await.expect("signed in");
        client
    }

    /// Moves the clock forward.
    pub fn pass(&self, time: jiff::SignedDuration) {
        self.clock.advance(time);
    }

    #[must_use]
    pub fn dir(&self) -> &std::path::Path {
        self.dir.path()
    }
}
