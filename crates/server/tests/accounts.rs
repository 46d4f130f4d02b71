//! Accounts: made, changed, switched off, given another password; and what that does to who is signed in.
use motcua_contract::{
    Endpoint, NoBody, ProblemCode,
    accounts::{
        Account, AccountChange, ChangeAccount, ChangePassword, CreateAccount, FirstPassword, ListAccounts,
        ListColleagues, NewAccount, PasswordChange, ResetPassword,
    },
    desk::{ListWork, SignOut, WhoAmI},
};
use motcua_domain::{code::Code, staff::Role};
use motcua_tests::{Client, House, files, house::PASSWORD};

fn clerk(user: &str) -> NewAccount {
    NewAccount { user: user.into(), name: "Lê Thị Thử".into(), roles: vec![Role::Clerk], fields: Vec::new() }
}

fn as_it_is(account: &Account) -> AccountChange {
    AccountChange {
        name: account.name.clone(),
        roles: account.roles.clone(),
        fields: account.fields.clone(),
        disabled: account.disabled,
    }
}

fn passwords(old: &str, new: &str) -> PasswordChange {
    PasswordChange { old: old.into(), new: new.into() }
}

async fn made(admin: &Client, new: NewAccount) -> FirstPassword {
    admin.call::<CreateAccount>(&[], &new).await.unwrap()
}

/// The code that a call is refused with; nothing when it is not.
async fn refused<E: Endpoint>(client: &Client, segments: &[&str], body: &E::Body) -> Option<ProblemCode> {
    client.call::<E>(segments, body).await.err().map(|problem| problem.code)
}

/// An account that chose its own password.
async fn settled(house: &House, admin: &Client, user: &str, new: &str) -> (Account, Client) {
    let first = made(admin, clerk(user)).await;
    let mut client = house.visitor();
    client.sign_in(user, &first.password).await.unwrap();
    client.call::<ChangePassword>(&[], &passwords(&first.password, new)).await.unwrap();
    (first.account, client)
}

#[tokio::test]
async fn a_new_account_changes_its_password_before_anything_else() {
    let house = House::open().await;
    let admin = house.staff("quantri", &[Role::Administrator]).await;
    let first = made(&admin, clerk("  Lan.Anh ")).await;
    assert_eq!(first.account.user, "lan.anh");
    let mut lan = house.visitor();
    assert!(lan.sign_in("LAN.ANH", &first.password).await.unwrap().must_change_password);
    // Who they are is all they can ask.
    assert!(lan.call::<WhoAmI>(&[], &NoBody {}).await.is_ok());
    assert_eq!(refused::<ListWork>(&lan, &[], &NoBody {}).await, Some(ProblemCode::PasswordToChange));
    assert_eq!(refused::<ListColleagues>(&lan, &[], &NoBody {}).await, Some(ProblemCode::PasswordToChange));
    let upload = lan.upload(&files::jpeg(1), "image/jpeg").await;
    assert_eq!(upload.unwrap_err().code, ProblemCode::PasswordToChange);

    let change = |old: &str, new: &str| passwords(old, new);
    let tries = [
        (change("sai", "mat-khau-moi"), ProblemCode::BadCredentials),
        (change(&first.password, "ngan"), ProblemCode::PasswordTooShort),
        (change(&first.password, &first.password), ProblemCode::Invalid),
        (change(&first.password, &"x".repeat(300)), ProblemCode::Invalid),
    ];
    for (body, expected) in tries {
        assert_eq!(refused::<ChangePassword>(&lan, &[], &body).await, Some(expected));
    }
    assert_eq!(refused::<ChangePassword>(&lan, &[], &change(&first.password, "mat-khau-moi")).await, None);
    assert!(!lan.call::<WhoAmI>(&[], &NoBody {}).await.unwrap().must_change_password);
    assert!(lan.call::<ListWork>(&[], &NoBody {}).await.is_ok());
    assert!(house.visitor().sign_in("lan.anh", &first.password).await.is_err(), "the first password is over");
    assert!(house.visitor().sign_in("lan.anh", "mat-khau-moi").await.is_ok());
}

#[tokio::test]
async fn an_account_switched_off_is_out_at_once() {
    let house = House::open().await;
    let admin = house.staff("quantri", &[Role::Administrator]).await;
    let (account, lan) = settled(&house, &admin, "lan", "mat-khau-moi").await;
    assert!(lan.call::<ListWork>(&[], &NoBody {}).await.is_ok());
    let off = AccountChange { disabled: true, ..as_it_is(&account) };
    assert!(admin.call::<ChangeAccount>(&[&account.id], &off).await.unwrap().disabled);
    assert_eq!(refused::<ListWork>(&lan, &[], &NoBody {}).await, Some(ProblemCode::SignedOut));
    let no = house.visitor().sign_in("lan", "mat-khau-moi").await.unwrap_err();
    assert_eq!(no.code, ProblemCode::BadCredentials, "which one is wrong is not said");
    let names = admin.call::<ListColleagues>(&[], &NoBody {}).await.unwrap().colleagues;
    assert!(names.iter().all(|colleague| colleague.id != account.id), "no work for who is not here");
    // On again: the old session stays over.
    admin.call::<ChangeAccount>(&[&account.id], &as_it_is(&account)).await.unwrap();
    assert_eq!(refused::<ListWork>(&lan, &[], &NoBody {}).await, Some(ProblemCode::SignedOut));
    assert!(house.visitor().sign_in("lan", "mat-khau-moi").await.is_ok());
}

#[tokio::test]
async fn a_role_taken_away_holds_from_the_next_request() {
    let house = House::open().await;
    let admin = house.staff("quantri", &[Role::Administrator]).await;
    let (account, lan) = settled(&house, &admin, "lan", "mat-khau-moi").await;
    let change = AccountChange { roles: vec![Role::Receptionist], ..as_it_is(&account) };
    admin.call::<ChangeAccount>(&[&account.id], &change).await.unwrap();
    assert_eq!(refused::<ListAccounts>(&lan, &[], &NoBody {}).await, Some(ProblemCode::Forbidden));
    assert_eq!(lan.call::<WhoAmI>(&[], &NoBody {}).await.unwrap().roles, [Role::Receptionist]);
}

#[tokio::test]
async fn another_first_password_ends_every_session() {
    let house = House::open().await;
    let admin = house.staff("quantri", &[Role::Administrator]).await;
    let (account, lan) = settled(&house, &admin, "lan", "mat-khau-moi").await;
    let reset = admin.call::<ResetPassword>(&[&account.id], &NoBody {}).await.unwrap();
    assert_eq!(refused::<WhoAmI>(&lan, &[], &NoBody {}).await, Some(ProblemCode::SignedOut));
    assert!(house.visitor().sign_in("lan", "mat-khau-moi").await.is_err());
    assert!(house.visitor().sign_in("lan", &reset.password).await.unwrap().must_change_password);
    let unknown = refused::<ResetPassword>(&admin, &["khong-co"], &NoBody {}).await;
    assert_eq!(unknown, Some(ProblemCode::NotFound));
}

#[tokio::test]
async fn changing_ones_password_signs_out_elsewhere_only() {
    let house = House::open().await;
    let here = house.staff("lan", &[Role::Clerk]).await;
    let mut there = house.visitor();
    there.sign_in("lan", PASSWORD).await.unwrap();
    here.call::<ChangePassword>(&[], &passwords(PASSWORD, "mat-khau-khac")).await.unwrap();
    assert!(here.call::<WhoAmI>(&[], &NoBody {}).await.is_ok());
    assert_eq!(refused::<WhoAmI>(&there, &[], &NoBody {}).await, Some(ProblemCode::SignedOut));
    // An unlocked machine is no way to guess the old one.
    for _ in 0..5 {
        let wrong = passwords("doan-mo-thoi", "mat-khau-nua");
        assert_eq!(refused::<ChangePassword>(&here, &[], &wrong).await, Some(ProblemCode::BadCredentials));
    }
    let right = passwords("mat-khau-khac", "mat-khau-nua");
    assert_eq!(refused::<ChangePassword>(&here, &[], &right).await, Some(ProblemCode::TooManyRequests));
}

#[tokio::test]
async fn a_sixth_session_ends_the_first() {
    let house = House::open().await;
    let first = house.staff("lan", &[Role::Clerk]).await;
    let other = house.staff("hoa", &[Role::Clerk]).await;
    let mut later = Vec::new();
    for _ in 0..5 {
        assert!(first.call::<WhoAmI>(&[], &NoBody {}).await.is_ok());
        let mut client = house.visitor();
        client.sign_in("lan", PASSWORD).await.unwrap();
        later.push(client);
    }
    assert_eq!(refused::<WhoAmI>(&first, &[], &NoBody {}).await, Some(ProblemCode::SignedOut));
    for client in later.iter().chain([&other]) {
        assert!(client.call::<WhoAmI>(&[], &NoBody {}).await.is_ok());
    }
    // Signing out makes room.
    later[4].send::<SignOut>(&[], &NoBody {}).await;
    house.visitor().sign_in("lan", PASSWORD).await.unwrap();
    assert!(later[0].call::<WhoAmI>(&[], &NoBody {}).await.is_ok());
}

#[tokio::test]
async fn somebody_manages_accounts_always() {
    let house = House::open().await;
    let one = house.staff("mot", &[Role::Administrator]).await;
    let id = one.call::<WhoAmI>(&[], &NoBody {}).await.unwrap().id;
    let list = one.call::<ListAccounts>(&[], &NoBody {}).await.unwrap().accounts;
    let me = list.iter().find(|account| account.id == id).unwrap();
    let off = AccountChange { disabled: true, ..as_it_is(me) };
    let demoted = AccountChange { roles: vec![Role::Clerk], ..as_it_is(me) };
    for body in [&off, &demoted] {
        assert_eq!(refused::<ChangeAccount>(&one, &[&id], body).await, Some(ProblemCode::AccountNeeded));
    }
    assert_eq!(refused::<ResetPassword>(&one, &[&id], &NoBody {}).await, Some(ProblemCode::AccountNeeded));
    let renamed = AccountChange { name: "Tên Mới".into(), ..as_it_is(me) };
    assert_eq!(refused::<ChangeAccount>(&one, &[&id], &renamed).await, None);

    // Two administrators who take each other away at the same time: one stays.
    let two = house.staff("hai", &[Role::Administrator]).await;
    let other = two.call::<WhoAmI>(&[], &NoBody {}).await.unwrap().id;
    let (theirs, mine) = ([other.as_str()], [id.as_str()]);
    let (left, right) =
        tokio::join!(one.call::<ChangeAccount>(&theirs, &demoted), two.call::<ChangeAccount>(&mine, &demoted));
    assert_eq!(u8::from(left.is_ok()) + u8::from(right.is_ok()), 1);
    assert!(one.call::<WhoAmI>(&[], &NoBody {}).await.is_ok());
    let survivors = [&one, &two].map(|client| refused::<ListAccounts>(client, &[], &NoBody {}));
    let [left, right] = survivors;
    assert_eq!(u8::from(left.await.is_none()) + u8::from(right.await.is_none()), 1);
}

#[tokio::test]
async fn what_makes_no_account_is_said_field_by_field() {
    let house = House::open().await;
    let admin = house.staff("quantri", &[Role::Administrator]).await;
    made(&admin, clerk("lan")).await;
    assert_eq!(refused::<CreateAccount>(&admin, &[], &clerk(" LAN ")).await, Some(ProblemCode::UserTaken));
    let bad = |change: fn(&mut NewAccount)| {
        let mut new = clerk("hoa");
        change(&mut new);
        new
    };
    let cases = [
        (bad(|new| new.user = " ".into()), "user", Code::Required),
        (bad(|new| new.user = "a b".into()), "user", Code::NameHasOtherSigns),
        (bad(|new| new.user = "a/../b".into()), "user", Code::NameHasOtherSigns),
        (bad(|new| new.user = "a".repeat(41)), "user", Code::TooLong),
        (bad(|new| new.name = "\u{202e} ".into()), "name", Code::Required),
        (bad(|new| new.name = "a".repeat(121)), "name", Code::TooLong),
        (bad(|new| new.roles = Vec::new()), "roles", Code::AtLeastOne),
        (bad(|new| new.fields = vec!["khong_co".into()]), "fields", Code::NotAnOption),
    ];
    for (new, field, code) in cases {
        let problem = admin.call::<CreateAccount>(&[], &new).await.err().unwrap();
        assert_eq!(problem.code, ProblemCode::Invalid);
        let found: Vec<_> = problem.findings.iter().map(|finding| (finding.field.as_str(), finding.code)).collect();
        assert_eq!(found, [(field, code)]);
    }
    let unknown = AccountChange { name: "A".into(), roles: vec![Role::Clerk], fields: Vec::new(), disabled: false };
    assert_eq!(refused::<ChangeAccount>(&admin, &["khong-co"], &unknown).await, Some(ProblemCode::NotFound));
    assert_eq!(admin.call::<ListAccounts>(&[], &NoBody {}).await.unwrap().accounts.len(), 2, "nothing half-done");
}

#[tokio::test]
async fn who_only_reads_uploads_nothing() {
    let house = House::open().await;
    for (role, may) in Role::ALL.into_iter().zip([true, true, true, true, false, false]) {
        let client = house.staff(role.as_str(), &[role]).await;
        let upload = client.upload(&files::jpeg(role as u32), "image/jpeg").await;
        assert_eq!(
            upload.map(|_| ()).map_err(|problem| problem.code),
            if may { Ok(()) } else { Err(ProblemCode::Forbidden) }
        );
    }
}
