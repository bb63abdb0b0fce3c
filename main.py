"""Start ConvNet Explorer: ``python main.py --help`` lists what it can do."""

from explorer.app.main import main

if __name__ == "__main__":
    raise SystemExit(main())
