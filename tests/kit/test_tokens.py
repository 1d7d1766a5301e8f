"""Tokens are long, never the same, and bound to their purpose."""

from app.kit import tokens


def test_mint_gives_256_bits_fit_for_an_address() -> None:
    minted = {tokens.mint() for _ in range(100)}

    assert len(minted) == 100
    assert {len(token) for token in minted} == {43}
    assert all(token.replace("-", "").replace("_", "").isalnum() for token in minted)


def test_digest_differs_by_purpose() -> None:
    assert tokens.digest("confirm", "token") == tokens.digest("confirm", "token")
    assert tokens.digest("confirm", "token") != tokens.digest("signature", "token")
    assert len(tokens.digest("confirm", "token")) == 32
