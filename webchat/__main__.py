"""`python -m webchat`: the command line, which stands in `webchat/cli/program.py`.

The processes that open files (`media/workshop.py`) load this module as well, under another name. They are to be there
soon, and need none of what a command needs.
"""

if __name__ == "__main__":
    from webchat.cli.program import main

    main()
