"""A published listing for the stack; prints its key. Run in the site's settings."""

if __name__ == "__main__":
    import django

    django.setup()
    from tests.directory.made_listing import published

    print(published("Harbour line of the stack").pk)
