"""The private server's own certificate authority and certificate. Elliptic curve keys: 1 ms each."""

from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from python_jobs.settings import Settings
from python_jobs.warehouse.passwords import write_private

_AUTHORITY_DAYS = 3650
_CERTIFICATE_DAYS = 397  # some clients accept no longer ones
_RENEWAL_DAYS = 60
"""What has fewer days left is replaced at the next start or run."""


class Signed(NamedTuple):
    """A certificate and the key to it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def authority_path(settings: Settings) -> Path:
    """The CA certificate that clients of the private server trust."""
    return _folder(settings) / "ca.pem"


def tls_options(settings: Settings) -> list[str]:
    """The private server's options for TLS."""
    folder = _folder(settings)
    return [
        f"--ssl-ca={folder / 'ca.pem'}",
        f"--ssl-cert={folder / 'server.pem'}",
        f"--ssl-key={folder / 'server-key.pem'}",
    ]


def ensure_certificates(settings: Settings) -> bool:
    """Make or renew what is missing, broken or about to expire; True if the server has new files to load."""
    folder = _folder(settings)
    authority = _read(folder, "ca")
    if authority is None:
        authority = new_authority("Campaign Analytics private server")
        _write(folder, "ca", authority)
    server = _read(folder, "server")
    if server is not None and _is_signed_by(server.certificate, authority.certificate):
        return False
    _write(folder, "server", new_certificate(authority, ["127.0.0.1", "localhost"], _CERTIFICATE_DAYS))
    return True


def expires(settings: Settings) -> datetime | None:
    """When the server's certificate ends, in UTC; None if there is none."""
    found = _read(_folder(settings), "server")
    return found.certificate.not_valid_after_utc if found else None


def new_authority(name: str) -> Signed:
    """A certificate authority of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        _builder(subject, subject, key, _AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Signed(builder.sign(key, hashes.SHA256()), key)


def new_certificate(authority: Signed, names: list[str], days: int) -> Signed:
    """A server's certificate for host names and addresses, valid for some days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    issuer_key = authority.key.public_key()
    builder = (
        _builder(subject, authority.certificate.subject, key, days)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )
    return Signed(builder.sign(authority.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # clocks differ
        .not_valid_after(now + timedelta(days=days))
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _read(folder: Path, name: str) -> Signed | None:
    """A certificate and its key; None if they are missing, broken, no pair or about to expire."""
    try:
        certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
        key = serialization.load_pem_private_key((folder / f"{name}-key.pem").read_bytes(), password=None)
    except (OSError, ValueError):
        return None
    left = certificate.not_valid_after_utc - datetime.now(timezone.utc)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or left < timedelta(days=_RENEWAL_DAYS):
        return None
    return Signed(certificate, key) if key.public_key() == certificate.public_key() else None


def _write(folder: Path, name: str, signed: Signed) -> None:
    key = signed.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_private(folder / f"{name}-key.pem", key.decode())
    write_private(
        folder / f"{name}.pem", signed.certificate.public_bytes(serialization.Encoding.PEM).decode()
    )


def _is_signed_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _folder(settings: Settings) -> Path:
    return settings.home / "server" / "tls"
