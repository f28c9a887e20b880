//! Does on sozu-client what the benchmarks ask for: one command a line on standard input, one answer a line.
//!
//! `exchange KIND COUNT CONCURRENCY` answers `P50_NS P99_NS NANOS FAILED`; `bulk PREFIX COUNT` answers `NANOS FAILED`.

use std::{
    env,
    io::{BufRead, Write, stdin, stdout},
    net::SocketAddr,
    path::PathBuf,
    time::Instant,
};

use sozu_client::{Client, Sender, channel::ConnectionProperties};
use sozu_command_lib::proto::command::{
    AddBackend, Cluster, SocketAddress, Status, request::RequestType,
};

/// Clusters and ports over which AddBackend goes round: as many as in the Java part.
const BACKENDS: usize = 1000;
const FIRST_PORT: usize = 20_000;

fn request(kind: &str, number: usize) -> RequestType {
    match kind {
        "Status" => RequestType::Status(Status {}),
        "AddBackend" => {
            let n = number % BACKENDS;
            let address: SocketAddr = ([127, 0, 0, 1], (FIRST_PORT + n) as u16).into();
            RequestType::AddBackend(AddBackend {
                cluster_id: format!("c{n}"),
                backend_id: "b".to_owned(),
                address: SocketAddress::from(address),
                ..Default::default()
            })
        }
        _ => panic!("unknown kind {kind}"),
    }
}

fn cluster(id: String) -> RequestType {
    RequestType::AddCluster(Cluster {
        cluster_id: id,
        ..Default::default()
    })
}

fn quantile(sorted: &[u64], part: f64) -> u64 {
    sorted[((sorted.len() as f64 * part) as usize).min(sorted.len() - 1)]
}

async fn exchange(client: &Client, kind: &str, count: usize, concurrency: usize) -> String {
    let each = count / concurrency;
    let begin = Instant::now();
    let tasks: Vec<_> = (0..concurrency)
        .map(|task| {
            let (client, kind) = (client.clone(), kind.to_owned());
            tokio::spawn(async move {
                let mut times = Vec::with_capacity(each);
                let mut failed = 0;
                for i in 0..each {
                    let request = request(&kind, task * each + i);
                    let start = Instant::now();
                    failed += usize::from(client.send(request).await.is_err());
                    times.push(start.elapsed().as_nanos() as u64);
                }
                (times, failed)
            })
        })
        .collect();
    let mut times = Vec::with_capacity(count);
    let mut failed = 0;
    for task in tasks {
        let (mine, bad) = task.await.expect("a task ends by itself");
        times.extend(mine);
        failed += bad;
    }
    let nanos = begin.elapsed().as_nanos();
    times.sort_unstable();
    format!("{} {} {nanos} {failed}", quantile(&times, 0.5), quantile(&times, 0.99))
}

async fn bulk(client: &Client, prefix: &str, count: usize) -> String {
    let requests: Vec<_> = (0..count).map(|i| cluster(format!("{prefix}{i}"))).collect();
    let begin = Instant::now();
    let failed = u32::from(client.send_all(&requests).await.is_err());
    format!("{} {failed}", begin.elapsed().as_nanos())
}

#[tokio::main]
async fn main() {
    let socket = env::args().nth(1).expect("usage: sozu-bench-peer SOCKET");
    let client = Client::try_new(ConnectionProperties {
        socket: PathBuf::from(socket),
        buffer_size: 1_000_000,
        max_buffer_size: 2_000_000,
    })
    .await
    .expect("Sōzu must be there");
    for line in stdin().lock().lines() {
        let line = line.expect("standard input is text");
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = match words[..] {
            ["exchange", kind, count, concurrency] => {
                let (count, concurrency) = (count.parse().unwrap(), concurrency.parse().unwrap());
                exchange(&client, kind, count, concurrency).await
            }
            ["bulk", prefix, count] => bulk(&client, prefix, count.parse().unwrap()).await,
            _ => panic!("unknown command {line}"),
        };
        println!("{answer}");
        stdout().flush().expect("standard output is open");
    }
}
