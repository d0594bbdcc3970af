//! Containers, made of the pages of a test.

use std::io::Write as _;

/// A gz file of one member.
pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut file = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    file.write_all(bytes).unwrap();
    file.finish().unwrap()
}

/// A zst file of one frame, with its checksum.
pub fn zst(bytes: &[u8]) -> Vec<u8> {
    let mut file = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    file.include_checksum(true).unwrap();
    file.write_all(bytes).unwrap();
    file.finish().unwrap()
}

pub fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut file = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    file.write_all(bytes).unwrap();
    file.finish().unwrap()
}

pub fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut file = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(6)).unwrap();
    file.write_all(bytes).unwrap();
    file.finish().unwrap()
}

/// A tar archive of regular files. Names are put in as they are, whatever they try.
pub fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append(&header, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

/// How a member of a zip archive is written.
#[derive(Clone, Copy)]
pub enum Method {
    Stored,
    Deflated,
    /// Deflated, with lengths behind the content, as programs write that cannot go back.
    Streamed,
    /// Said to be encrypted.
    Encrypted,
}

/// A zip archive. Its directory has no entries but its end: what is read is the headers before the members.
pub fn zip(members: &[(&str, &[u8], Method)]) -> Vec<u8> {
    let mut archive = Vec::new();
    members.iter().for_each(|(name, bytes, method)| zip_member(&mut archive, name, bytes, *method));
    archive.extend(b"PK\x05\x06");
    archive.extend([0; 18]);
    archive
}

fn zip_member(archive: &mut Vec<u8>, name: &str, bytes: &[u8], method: Method) {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    let deflated = || {
        let mut content = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        content.write_all(bytes).unwrap();
        content.finish().unwrap()
    };
    let (flags, number, content): (u16, u16, Vec<u8>) = match method {
        Method::Stored => (0, 0, bytes.to_vec()),
        Method::Deflated => (0, 8, deflated()),
        Method::Streamed => (8, 8, deflated()),
        Method::Encrypted => (1, 0, bytes.to_vec()),
    };
    let lengths = [crc.sum(), content.len() as u32, bytes.len() as u32].map(u32::to_le_bytes).concat();
    archive.extend(b"PK\x03\x04\x14\0");
    archive.extend([flags, number, 0, 0].map(u16::to_le_bytes).concat());
    archive.extend(if flags == 8 { vec![0; 12] } else { lengths.clone() });
    archive.extend([name.len() as u16, 0].map(u16::to_le_bytes).concat());
    archive.extend(name.as_bytes());
    archive.extend(content);
    if flags == 8 {
        archive.extend(b"PK\x07\x08");
        archive.extend(lengths);
    }
}

/// A record of a web archive.
pub fn record(kind: &str, media_type: &str, url: &str, content: &[u8]) -> Vec<u8> {
    let header = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-12T08:30:05Z\r\n\
         Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    [header.as_bytes(), content, b"\r\n\r\n"].concat()
}

/// The answer of a server: its status, fields of its header, each with its line end, and its content.
pub fn answer(status: &str, fields: &str, content: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {status}\r\n{fields}\r\n").as_bytes(), content].concat()
}

/// Content in pieces of so many bytes, as servers send it that do not know its length.
pub fn chunked(content: &[u8], size: usize) -> Vec<u8> {
    let piece = |piece: &[u8]| [format!("{:X}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
    let mut pieces: Vec<u8> = content.chunks(size).flat_map(piece).collect();
    pieces.extend(b"0\r\n\r\n");
    pieces
}

pub fn deflated(content: &[u8]) -> Vec<u8> {
    let mut file = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    file.write_all(content).unwrap();
    file.finish().unwrap()
}

pub fn zlib(content: &[u8]) -> Vec<u8> {
    let mut file = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    file.write_all(content).unwrap();
    file.finish().unwrap()
}

/// Content of up to 64 KiB in Brotli, in one block that is not packed (RFC 7932, section 9.2).
pub fn br(content: &[u8]) -> Vec<u8> {
    let head = (content.len() as u32 - 1) << 4 | 1 << 20;
    [&head.to_le_bytes()[..3], content, &[3]].concat()
}

/// A line of JSON with a text, an address and a moment.
pub fn json(text: &str, url: &str) -> String {
    serde_json::json!({"text": text, "url": url, "warc_date": "2024-03-12T08:30:05Z"}).to_string() + "\n"
}
