//! `cargo xtask run`: everything from a fresh machine to a page that answers, with a demo ward behind it.

use crate::shell::{self, Outcome, note, step};
use crate::{build, paths};
use qrcode::render::unicode::Dense1x2;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const PORT: u16 = 3000;
/// How long the server may take to be ready: it makes the demo ward on its first start.
const START_LIMIT: Duration = Duration::from_secs(120);

/// What the command line chose.
struct Options {
    port: u16,
    local: bool,
    open: bool,
}

/// Builds, announces and starts. On Unix the server takes this process's place, so that Ctrl-C and signals reach it directly.
pub fn run(words: &[&str]) -> Outcome {
    let options = parse(words)?;
    // Before the long build, not after it.
    free(&options)?;
    let built = build::everything()?;
    let host = if options.local { Ipv4Addr::LOCALHOST } else { Ipv4Addr::UNSPECIFIED };
    let address = SocketAddr::from((host, options.port));
    step(&format!(
        "Starting the demo ward on {address} (its data is in data/demo; delete that folder to start afresh)"
    ));
    let data = paths::root().join("data/demo");
    fill(&built.server, &data)?;

    let own = std::env::current_exe().map_err(|error| format!("This program does not know its own path: {error}"))?;
    let announce = format!("{address}{}", if options.open { "+open" } else { "" });
    Command::new(own).args(["announce", &announce]).spawn().map_err(|error| format!("No announcement: {error}"))?;

    let mut server = Command::new(&built.server);
    server.current_dir(paths::root()).args(["serve", "--demo"]);
    server.arg("--data").arg(&data).arg("--web-root").arg(&built.dist).arg("--listen").arg(address.to_string());
    // Receipts and posters of the demonstration should lead a phone here, not to itself.
    if let Some(ip) = lan_address().filter(|_| !options.local) {
        server.arg("--public-url").arg(format!("http://{ip}:{}", options.port));
    }
    become_it(server)
}

/// Fills a new demo ward with made-up dossiers; one that is there stays as it is.
fn fill(server: &Path, data: &Path) -> Outcome {
    if data.exists() {
        return Ok(());
    }
    paths::make(data)?;
    let mut command = Command::new(server);
    command.current_dir(paths::root()).arg("seed").arg("--data").arg(data);
    shell::run(&mut command, "Filling the demo ward")
}

#[cfg(unix)]
fn become_it(mut server: Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    Err(format!("The server could not be started: {}", server.exec()))
}

#[cfg(not(unix))]
fn become_it(mut server: Command) -> Outcome {
    shell::run(&mut server, "The server")
}

fn parse(words: &[&str]) -> Outcome<Options> {
    let mut options = Options { port: PORT, local: false, open: true };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--port" => {
                let number = words.next().and_then(|text| text.parse().ok());
                options.port =
                    number.ok_or_else(|| "`--port` wants a number, for example `--port 8080`.".to_owned())?;
            }
            "--local" => options.local = true,
            "--no-open" => options.open = false,
            other => return Err(format!("`run` does not know `{other}`; it knows --port N, --local and --no-open.")),
        }
    }
    Ok(options)
}

fn free(options: &Options) -> Outcome {
    TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map(drop).map_err(|_| {
        let (port, next) = (options.port, options.port.saturating_add(1));
        format!("Something already listens on port {port}. Stop it, or choose another: cargo xtask run --port {next}")
    })
}

/// Waits until the server is ready and prints how to reach it. Runs beside the server, as a process of its own.
pub fn announce(target: &str) -> Outcome {
    let (address, open) = target.strip_suffix("+open").map_or((target, false), |address| (address, true));
    let address: SocketAddr = address.parse().map_err(|_| format!("`{address}` is not an address."))?;
    let local = SocketAddr::from((Ipv4Addr::LOCALHOST, address.port()));
    let start = Instant::now();
    while !ready(local) {
        if start.elapsed() > START_LIMIT {
            return Err("The server did not become ready; its own words are above.".to_owned());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    let url = format!("http://localhost:{}", address.port());
    println!(
        "\n    The ward answers.\n\n    Citizen   {url}/\n    Desk      {url}/desk\n    API       {url}/api/docs\n"
    );
    for (user, password) in accounts()? {
        println!("    Sign in at the desk as {user} with {password}");
    }
    if !address.ip().is_loopback() {
        print_for_phone(address.port());
    }
    println!("\n    Ctrl-C stops it.\n");
    if open {
        open_browser(&url);
    }
    Ok(())
}

/// The accounts of the demonstration, as the server ships them: (user, password).
fn accounts() -> Outcome<Vec<(String, String)>> {
    let file = paths::root().join("crates/server/demo/accounts.toml");
    let table: toml::Table = paths::read(&file)?.parse().map_err(|error| format!("{}: {error}", file.display()))?;
    let list = table.get("account").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let text = |account: &toml::Value, name: &str| account.get(name)?.as_str().map(str::to_owned);
    Ok(list.iter().filter_map(|account| Some((text(account, "user")?, text(account, "password")?))).collect())
}

fn print_for_phone(port: u16) {
    let Some(ip) = lan_address() else { return note("No network: a phone cannot reach this machine now.") };
    let url = format!("http://{ip}:{port}/");
    println!("\n    On a phone in the same network: {url}\n");
    if let Ok(code) = qrcode::QrCode::new(&url) {
        // Light modules are drawn, dark ones left out: right on a dark terminal, and readers take the reverse too.
        let (dark, light) = (Dense1x2::Light, Dense1x2::Dark);
        println!("{}", code.render::<Dense1x2>().dark_color(dark).light_color(light).build());
    }
    println!(
        "    Browsers give the live camera and offline use only to https or localhost; over this plain address the"
    );
    println!(
        "    app offers to take or choose a photo of the code instead. docs/CONTRIBUTING.md says how to get both."
    );
}

/// Whether `/readyz` answers 200.
pub fn ready(address: SocketAddr) -> bool {
    let attempt = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(answer.ends_with(b" 200"))
    };
    attempt().unwrap_or(false)
}

/// The address of this machine in its network. Choosing a route sends nothing; the address is one reserved for documents.
fn lan_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_loopback() && !ip.is_unspecified())
}

fn open_browser(url: &str) {
    let desktop = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    let opener = match () {
        () if cfg!(target_os = "macos") => "open",
        () if cfg!(windows) => "explorer",
        () if desktop => "xdg-open",
        () => return,
    };
    if Command::new(opener).arg(url).spawn().is_err() {
        note(&format!("No browser could be opened; go to {url} yourself."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_nonsense_is_named() {
        let options = parse(&["--port", "8081", "--no-open"]).unwrap();
        assert_eq!((options.port, options.local, options.open), (8081, false, false));
        assert!(parse(&["--port"]).err().unwrap().contains("--port 8080"));
        assert!(parse(&["--fast"]).err().unwrap().contains("--fast"));
    }

    #[test]
    fn the_demo_accounts_are_the_servers() {
        let accounts = accounts().unwrap();
        assert!(!accounts.is_empty());
        assert!(accounts.iter().all(|(user, password)| !user.is_empty() && password.len() >= 10));
    }

    #[test]
    fn ready_means_200_and_nothing_else() {
        for (answer, expected) in [("HTTP/1.1 200 OK", true), ("HTTP/1.1 503 No", false), ("", false)] {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let address = listener.local_addr().unwrap();
            let server = std::thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 256];
                let _ = stream.read(&mut request).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
            });
            assert_eq!(ready(address), expected, "{answer}");
            server.join().unwrap();
        }
    }
}
